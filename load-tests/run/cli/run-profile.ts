import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import { buildNodeIfStale } from '../../../scripts/build-node.ts';
import type { LoadResult } from '../../k6-result/result.ts';
import { readSlowest } from '../../k6-result/slowest.ts';
import type { Plan } from '../../plan.ts';
import { judgesMemory } from '../../thresholds/server-objectives.ts';
import { EXIT_CODES } from '../judge/judge.ts';
import { findProvenance } from '../judge/provenance.ts';
import { summarizeRun } from '../judge/summarize-run.ts';
import { describedEnvironment } from '../k6/describe-answers.ts';
import { k6Arguments } from '../k6/k6-arguments.ts';
import { runK6 } from '../k6/run-k6.ts';
import { renderSummary } from '../render/render-summary.ts';
import { renderVerdict } from '../render/render-verdict.ts';
import { makeResultsFolder } from '../results-folder.ts';
import type { RunOptions } from '../run-options.ts';
import { SERVER_ARGS } from '../supervise/built-server.ts';
import { type ControlServer, startControlServer } from '../supervise/control-server.ts';
import type { Ending } from '../supervise/end-everything.ts';
import { serverSettings } from '../supervise/server-settings.ts';
import { startStack, type Stack } from '../supervise/start-stack.ts';
import { watchHeldHeap } from '../supervise/watch-held-heap.ts';
import { watchUsage } from '../supervise/watch-usage.ts';
import type { Finished, Surroundings } from '../supervise/surroundings.ts';

/** Beyond the duration: k6's start, the last answers, and phases that a profile adds. */
const PATIENCE = { factor: 1.5, seconds: 90 };
const LISTED_SLOWEST = 10;

/** Runs one profile, and prints and writes its results. */
export async function runProfile(
  plan: Plan,
  options: RunOptions,
  around: Surroundings,
): Promise<Finished> {
  const { print, k6, ending, signal, isTerminal, env } = around;
  const startedAt = new Date();
  const provenance = await findProvenance(k6.version);
  const settings = serverSettings(plan.server, env, options);
  if (options.baseUrl === undefined) await buildNodeIfStale();
  const folder = makeResultsFolder(plan.name, startedAt, options.out);

  signal.throwIfAborted();
  const stack =
    options.baseUrl === undefined
      ? await startStack({ args: SERVER_ARGS, settings, latency: plan.latency, folder, ending })
      : undefined;
  const control = stack && (await openControls(stack, ending));
  // Nothing is measured yet, so an interruption during the start ends the run at once.
  signal.throwIfAborted();
  const origin = stack?.origin ?? options.baseUrl ?? '';
  const load = options.short ? plan.short : plan.defaults;
  const seconds = options.durationSeconds ?? load.durationSeconds;
  print(`${plan.name}: ${plan.question}`);
  print(`  ${origin}, about ${seconds} s; results in ${folder}/`);

  const result = join(folder, 'k6.json');
  stack?.emulator.world.calls.clear();
  const usage = stack && watchUsage(() => stack.measure());
  const heap =
    stack && judgesMemory(plan)
      ? watchHeldHeap(() => stack.measure({ collectGarbage: true }), seconds)
      : undefined;
  const run = await runK6({
    binary: k6.path,
    ...k6Arguments({
      script: `load-tests/profiles/${plan.name}.ts`,
      folder,
      env: {
        ...ownSettings(env),
        ...loadEnvironment(options),
        ...describedEnvironment(),
        LOAD_BASE_URL: origin,
        LOAD_RESULT: result,
        ...applicationOf(stack, env),
        ...(stack && { LOAD_EMULATOR_URL: stack.emulator.origin }),
        ...(control && { LOAD_CONTROL_URL: control.origin }),
      },
      isTerminal,
      seconds,
      ...(options.otlp !== undefined && { otlp: options.otlp }),
    }),
    timeoutSeconds: seconds * PATIENCE.factor + PATIENCE.seconds,
    isTerminal,
    print,
    signal,
    onStarted: ({ end, kill }) => ending.add('k6', { end, now: kill }),
  });
  const used = await usage?.stop();
  const heldHeap = await heap?.stop();
  const calls = stack?.emulator.world.calls.report();
  const died = stack?.died();

  const summary = summarizeRun({
    plan,
    options,
    settings,
    startedAt,
    origin,
    k6: run,
    result: existsSync(result)
      ? (JSON.parse(readFileSync(result, 'utf8')) as LoadResult)
      : undefined,
    slowest: readSlowest(readIfThere(join(folder, 'console.log')), LISTED_SLOWEST),
    provenance,
    ...(stack && { stack: { calls, usage: used, heldHeap, died } }),
  });
  const table = renderSummary(summary);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  writeFileSync(join(folder, 'summary.md'), table);
  if (summary.invalid.length > 0)
    print(complaints(run.printed, readIfThere(join(folder, 'k6.log'))));
  print(`\n${table}\nResults: ${folder}/`);
  return {
    exitCode: EXIT_CODES[summary.verdict],
    verdictLine: renderVerdict(plan.name, summary),
  };
}

async function openControls(stack: Stack, ending: Ending): Promise<ControlServer> {
  const control = await startControlServer({ restart: () => stack.restart() });
  ending.add('the control server', { end: () => control.close() });
  return control;
}

/** The settings that profiles read and no option sets. */
function ownSettings(env: Surroundings['env']): Record<string, string> {
  return Object.fromEntries(
    ['LOAD_OPAQUE_SHARE', 'LOAD_SHARED_CLIENT', 'LOAD_SLOWEST'].flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Maps the options to the variables that profiles read. The plan has defaults for absent ones. */
function loadEnvironment(options: RunOptions): Record<string, string> {
  const { rate, durationSeconds, seed, short } = options;
  return {
    ...(rate !== undefined && { LOAD_RATE: String(rate) }),
    ...(durationSeconds !== undefined && { LOAD_DURATION: String(durationSeconds) }),
    ...(seed !== undefined && { LOAD_SEED: String(seed) }),
    ...(short && { LOAD_SHORT: 'true' }),
  };
}

/** The app whose tokens are minted. A server elsewhere knows the app of the environment, or the development app. */
function applicationOf(
  stack: Stack | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const own: typeof env = stack ? {} : env;
  return {
    LOAD_APP_ID: own['WIX_CLIENT_ID'] ?? DEVELOPMENT_APP.WIX_CLIENT_ID,
    LOAD_APP_SECRET: own['WIX_CLIENT_SECRET'] ?? DEVELOPMENT_APP.WIX_CLIENT_SECRET,
  };
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The warnings and errors of k6, which usually explain why a run is invalid. */
function complaints(...texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n'));
  return lines
    .filter((line) => /level=(error|fatal|warning)|^ERRO|^WARN/.test(line))
    .slice(-10)
    .join('\n');
}
