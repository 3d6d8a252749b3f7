import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REALISTIC_LATENCY } from '../../../emulator/latency.ts';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import { mintToken } from '../../../emulator/mint-token.ts';
import { buildNodeIfStale } from '../../../scripts/build-node.ts';
import { BASELINE, BASELINE_ENTRY, buildBaselineIfStale } from '../../../test/support/build.ts';
import { type PlannedPageView, planPageViews } from '../../traffic/plan-page-views.ts';
import { randomOf } from '../../traffic/random.ts';
import { type Comparison, COMPARISON_VERSION, type Side } from './comparison.ts';
import { SERVER_ARGS, type Surroundings } from '../cli/run-profile.ts';
import { findInvalidReasons, EXIT_CODES, judge } from '../judge/judge-run.ts';
import { k6Arguments, K6_CORES } from '../k6/k6-arguments.ts';
import type { RunOptions } from '../cli/parse-arguments.ts';
import { promisesOfComparison } from './comparison-objectives.ts';
import { findProvenance } from '../judge/provenance.ts';
import { countOf, type K6Data, latencyOf, mostOf } from '../../k6-result/read-k6-data.ts';
import { pictureOf, renderComparison } from '../render/render-comparison.ts';
import { makeResultsFolder } from '../cli/results-folder.ts';
import { runK6 } from '../k6/run-k6.ts';
import { startStack } from '../supervise/start-stack.ts';
import { summarizeUpstream } from '../judge/summarize-upstream.ts';
import type { InvalidReason } from '../judge/summary.ts';
import { watchUsage } from '../supervise/watch-usage.ts';

const DEFAULTS = { rate: 10, seconds: 60, shortSeconds: 20, seed: 1 };
/** Wix as it is from a server near it; the emulator's spread. */
const WIX = { medianMs: 50, sigma: REALISTIC_LATENCY.sigma };
const TRAFFIC = {
  busyShare: 0.5,
  otherSites: 100_000,
  returningShare: 0.4,
  opaqueShare: 0.8,
  mostWidgets: 6,
};
const FEWEST_REQUESTS = 500;

const SIDES = [
  {
    name: 'the documentation’s example',
    args: ['--import', `./${BASELINE}/redirect.ts`, BASELINE_ENTRY],
    folder: 'example',
  },
  { name: 'this server', args: SERVER_ARGS, folder: 'this-server' },
] as const;

/** Sends the same page views to both sides, one after the other, and sets them side by side. */
export async function runCompare(options: RunOptions, surroundings: Surroundings): Promise<number> {
  const { say, k6 } = surroundings;
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

  const invalid: InvalidReason[] = [];
  const sides: Side[] = [];
  for (const side of SIDES) {
    say(`${side.name}: ${seconds} s at ${rate} page views a second …`);
    const order = { rate, seconds, plan, folder: join(folder, side.folder) };
    const result = await runSide(side, order, surroundings);
    invalid.push(
      ...result.invalid.map((reason) => ({ ...reason, detail: `${side.name}: ${reason.detail}` })),
    );
    if (result.side !== undefined) sides.push(result.side);
    if (surroundings.signal.aborted) break;
  }
  const [example, ours] = sides;
  if (example === undefined || ours === undefined) {
    for (const { code, detail } of invalid) say(`INVALID: ${code}: ${detail}`);
    return EXIT_CODES.INVALID;
  }

  const promises = promisesOfComparison(example, ours);
  const comparison: Comparison = {
    version: COMPARISON_VERSION,
    kind: 'comparison',
    ...judge(invalid, promises),
    promises,
    startedAt: startedAt.toISOString(),
    provenance,
    traffic: {
      seed,
      rate,
      busyShare: TRAFFIC.busyShare,
      seconds,
      wixMedianMs: WIX.medianMs,
      short: options.short,
    },
    sides: [example, ours],
  };
  const table = renderComparison(comparison);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  writeFileSync(join(folder, 'summary.md'), table);
  writeFileSync(join(folder, 'compare.svg'), pictureOf(comparison));
  say(`\n${table}\nResults: ${folder}/`);
  return EXIT_CODES[comparison.verdict];
}

/** The same seed draws the same page views; only the dates in their tokens are today's. */
function draw(pageViews: number, seed: number): PlannedPageView[] {
  const random = randomOf(seed, 0, 0);
  const now = Date.now();
  return planPageViews({ ...TRAFFIC, pageViews }, random, (site, kind) => {
    const minted = mintToken({ kind, instance: site }, { app: DEVELOPMENT_APP, now, random });
    return { token: minted.token, instanceId: minted.instanceId ?? '' };
  });
}

interface SideOrder {
  readonly rate: number;
  readonly seconds: number;
  readonly plan: string;
  readonly folder: string;
}

async function runSide(
  { name, args }: (typeof SIDES)[number],
  { rate, seconds, plan, folder }: SideOrder,
  { k6, ending, signal, isTerminal, say }: Surroundings,
): Promise<{ side?: Side; invalid: InvalidReason[] }> {
  const stack = await startStack({ args, settings: {}, latency: WIX, folder, ending });
  signal.throwIfAborted();
  const result = join(folder, 'k6.json');
  const usage = watchUsage(() => stack.measure());
  const run = await runK6({
    binary: k6.path,
    ...k6Arguments({
      script: 'load-tests/profiles/compare.ts',
      folder,
      env: {
        TARGET: stack.origin,
        PLAN: plan,
        RESULT: result,
        RATE: String(rate),
        SECONDS: String(seconds),
      },
      isTerminal,
      seconds,
    }),
    timeoutSeconds: seconds + 60,
    isTerminal,
    say,
    signal,
    onStarted: ({ end, kill }) => ending.add('k6', { end, now: kill }),
  });
  const used = await usage.stop();
  const calls = stack.emulator.world.calls.report();
  const died = stack.died();
  await stack.end();

  const data = existsSync(result)
    ? (JSON.parse(readFileSync(result, 'utf8')) as K6Data)
    : undefined;
  if (data === undefined || run.ending.kind !== 'ended') say(run.printed);
  const requests = data === undefined ? 0 : countOf(data, 'http_reqs');
  const invalid = findInvalidReasons({
    k6: run.ending,
    hasResult: data !== undefined,
    scriptErrors: data === undefined ? 0 : countOf(data, 'script_errors'),
    arrivals: {
      due: rate * seconds,
      begun: data === undefined ? 0 : countOf(data, 'iterations'),
      dropped: data === undefined ? 0 : countOf(data, 'dropped_iterations'),
    },
    vus: {
      most: data === undefined ? 0 : mostOf(data, 'vus'),
      limit: data === undefined ? 0 : mostOf(data, 'vus_max'),
    },
    requests,
    fewestRequests: FEWEST_REQUESTS,
    ...(run.usage && { generatorShare: run.usage.cpuShare / K6_CORES }),
  });
  if (died !== undefined)
    throw new Error(`${name} ended by itself (${died}); see ${folder}/server.log`);
  if (data === undefined || used === undefined) return { invalid };

  const group = (key: string) => ({
    requests: countOf(data, `asked_${key}`),
    succeeded: countOf(data, `succeeded_${key}`),
  });
  const groups = { 'the busy site': group('busy_site'), 'all other sites': group('all_others') };
  return {
    invalid,
    side: {
      name,
      requests,
      succeeded: groups['the busy site'].succeeded + groups['all other sites'].succeeded,
      groups,
      statuses: statusesOf(data),
      latencyMs: latencyOf(data, 'succeeded_in'),
      pageViewMs: latencyOf(data, 'page_view_answered'),
      upstream: summarizeUpstream(calls, requests),
      server: { ...used, cpuMicrosPerRequest: used.cpuMicros / Math.max(requests, 1) },
    },
  };
}

function statusesOf(data: K6Data): Record<string, number> {
  return Object.fromEntries(
    Object.keys(data.metrics).flatMap((name) => {
      const status = /^status_(\w+)$/.exec(name)?.[1];
      const n = countOf(data, name);
      return status !== undefined && n > 0 ? [[status, n]] : [];
    }),
  );
}
