import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import { mintToken } from '../../../emulator/tokens/mint-token.ts';
import { BASELINE, BASELINE_ENTRY, buildBaselineIfStale } from '../../../scripts/build-baseline.ts';
import { buildNodeIfStale } from '../../../scripts/build-node.ts';
import { type PlannedPageView, planPageViews } from '../../traffic/plan-page-views.ts';
import { randomOf } from '../../traffic/random.ts';
import { EXIT_CODES, judge } from '../judge/judge.ts';
import { findProvenance } from '../judge/provenance.ts';
import type { InvalidReason } from '../judge/summary.ts';
import { pictureOf, renderComparison } from '../render/render-comparison.ts';
import { renderInvalid } from '../render/render-objectives.ts';
import { renderVerdict } from '../render/render-verdict.ts';
import { makeResultsFolder } from '../results-folder.ts';
import type { RunOptions } from '../run-options.ts';
import { SERVER_ARGS } from '../supervise/built-server.ts';
import type { Finished, Surroundings } from '../supervise/surroundings.ts';
import { comparisonObjectives } from './comparison-objectives.ts';
import { type Comparison, COMPARISON_VERSION, type Side } from '../judge/comparison.ts';
import { runSide, WIX_LATENCY } from './run-side.ts';

const DEFAULTS = { rate: 10, seconds: 60, shortSeconds: 20, seed: 1 };
const TRAFFIC = {
  busyShare: 0.5,
  otherSites: 100_000,
  returningShare: 0.4,
  opaqueShare: 0.8,
  mostWidgets: 6,
};

const SIDES = [
  {
    name: 'the documentation’s example',
    args: ['--import', `./${BASELINE}/redirect.ts`, BASELINE_ENTRY],
    folder: 'example',
  },
  { name: 'this server', args: SERVER_ARGS, folder: 'this-server' },
] as const;

/** Sends the same page views to both sides, one after the other, and compares them. */
export async function runCompare(options: RunOptions, around: Surroundings): Promise<Finished> {
  const { print, k6 } = around;
  await buildNodeIfStale();
  await buildBaselineIfStale();

  const startedAt = new Date();
  const provenance = await findProvenance(k6.version);
  const folder = makeResultsFolder('compare', startedAt, options.out);
  const rate = options.rate ?? DEFAULTS.rate;
  const seed = options.seed ?? DEFAULTS.seed;
  const seconds =
    options.durationSeconds ?? (options.short ? DEFAULTS.shortSeconds : DEFAULTS.seconds);
  const plan = join(folder, 'page-views.json');
  writeFileSync(plan, JSON.stringify(draw(Math.ceil(rate * seconds) + 1, seed)));

  const { sides, invalid } = await runSides({ rate, seconds, plan, folder }, around);
  const [example, ours] = sides;
  if (example === undefined || ours === undefined) {
    print(`\n${renderInvalid(invalid)}\n\nResults: ${folder}/`);
    const judged = { verdict: 'INVALID', invalid, objectives: [] } as const;
    return { exitCode: EXIT_CODES.INVALID, verdictLine: renderVerdict('compare', judged) };
  }

  const objectives = comparisonObjectives(example, ours);
  const comparison: Comparison = {
    version: COMPARISON_VERSION,
    kind: 'comparison',
    ...judge(invalid, objectives),
    objectives,
    startedAt: startedAt.toISOString(),
    provenance,
    traffic: {
      seed,
      rate,
      busyShare: TRAFFIC.busyShare,
      seconds,
      wixMedianMs: WIX_LATENCY.medianMs,
      short: options.short,
    },
    sides: [example, ours],
  };
  const table = renderComparison(comparison);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  writeFileSync(join(folder, 'summary.md'), table);
  writeFileSync(join(folder, 'compare.svg'), pictureOf(comparison));
  print(`\n${table}\nResults: ${folder}/`);
  return {
    exitCode: EXIT_CODES[comparison.verdict],
    verdictLine: renderVerdict('compare', comparison),
  };
}

interface SidesOrder {
  readonly rate: number;
  readonly seconds: number;
  readonly plan: string;
  readonly folder: string;
}

async function runSides(
  order: SidesOrder,
  around: Surroundings,
): Promise<{ readonly sides: readonly Side[]; readonly invalid: readonly InvalidReason[] }> {
  const invalid: InvalidReason[] = [];
  const sides: Side[] = [];
  for (const { name, args, folder } of SIDES) {
    around.print(`${name}: ${order.seconds} s at ${order.rate} page views a second …`);
    const result = await runSide(
      { ...order, name, args, folder: join(order.folder, folder) },
      around,
    );
    invalid.push(
      ...result.invalid.map((reason) => ({ ...reason, detail: `${name}: ${reason.detail}` })),
    );
    if (result.side !== undefined) sides.push(result.side);
    if (around.signal.aborted) break;
  }
  return { sides, invalid };
}

/** A seed always draws the same page views; only the dates in their tokens differ. */
function draw(pageViews: number, seed: number): PlannedPageView[] {
  const random = randomOf(seed, 0, 0);
  const now = Date.now();
  return planPageViews({ ...TRAFFIC, pageViews }, random, (site, kind) => {
    const minted = mintToken({ kind, instance: site }, { app: DEVELOPMENT_APP, now, random });
    return { token: minted.token, instanceId: minted.instanceId ?? '' };
  });
}
