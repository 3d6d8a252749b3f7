import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REALISTIC_LATENCY } from '../../../emulator/world/latency.ts';
import { countOf, type K6Data, latencyOf, mostOf } from '../../k6-result/read-k6-data.ts';
import { findInvalidReasons } from '../judge/find-invalid-reasons.ts';
import { summarizeUpstream } from '../judge/summarize-upstream.ts';
import type { InvalidReason } from '../judge/summary.ts';
import { k6Arguments, K6_CORES } from '../k6/k6-arguments.ts';
import { type K6Run, runK6 } from '../k6/run-k6.ts';
import { startStack } from '../supervise/start-stack.ts';
import { watchUsage } from '../supervise/watch-usage.ts';
import type { Surroundings } from '../supervise/surroundings.ts';
import type { Side } from '../judge/comparison.ts';

/** Wix as seen from a server near it, with the spread of the emulator's realistic latency. */
export const WIX_LATENCY = { medianMs: 50, sigma: REALISTIC_LATENCY.sigma };

const FEWEST_REQUESTS = 500;

export interface SideOrder {
  readonly name: string;
  /** Node's arguments. */
  readonly args: readonly string[];
  readonly rate: number;
  readonly seconds: number;
  /** The file with the planned page views. */
  readonly plan: string;
  readonly folder: string;
}

export interface SideResult {
  /** Undefined when k6 wrote no result. */
  readonly side?: Side;
  readonly invalid: readonly InvalidReason[];
}

/** Sends the planned page views to one side, with an emulator of its own. */
export async function runSide(order: SideOrder, around: Surroundings): Promise<SideResult> {
  const { name, args, folder } = order;
  const { ending, signal, print } = around;
  const stack = await startStack({ args, settings: {}, latency: WIX_LATENCY, folder, ending });
  signal.throwIfAborted();
  const result = join(folder, 'k6.json');
  const usage = watchUsage(() => stack.measure());
  const run = await sendPageViews({ ...order, origin: stack.origin, result }, around);
  const used = await usage.stop();
  const calls = stack.emulator.world.calls.report();
  const died = stack.died();
  await stack.end();

  const data = existsSync(result)
    ? (JSON.parse(readFileSync(result, 'utf8')) as K6Data)
    : undefined;
  if (data === undefined || run.ending.kind !== 'ended') print(run.printed);
  if (died !== undefined) {
    throw new Error(`${name} ended by itself (${died}); see ${folder}/server.log`);
  }
  const invalid = invalidReasonsOf(order, run, data);
  if (data === undefined || used === undefined) return { invalid };

  const requests = countOf(data, 'http_reqs');
  const group = (key: string) => ({
    requests: countOf(data, `sent_${key}`),
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

function sendPageViews(
  {
    rate,
    seconds,
    plan,
    folder,
    origin,
    result,
  }: SideOrder & { readonly origin: string; readonly result: string },
  { k6, ending, signal, isTerminal, print }: Surroundings,
): Promise<K6Run> {
  return runK6({
    binary: k6.path,
    ...k6Arguments({
      script: 'load-tests/profiles/compare.ts',
      folder,
      env: {
        TARGET: origin,
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
    print,
    signal,
    onStarted: ({ end, kill }) => ending.add('k6', { end, now: kill }),
  });
}

function invalidReasonsOf(
  { rate, seconds }: SideOrder,
  run: K6Run,
  data: K6Data | undefined,
): InvalidReason[] {
  const counted = (name: string) => (data === undefined ? 0 : countOf(data, name));
  const most = (name: string) => (data === undefined ? 0 : mostOf(data, name));
  return findInvalidReasons({
    k6: run.ending,
    hasResult: data !== undefined,
    scriptErrors: counted('script_errors'),
    arrivals: {
      due: rate * seconds,
      begun: counted('iterations'),
      dropped: counted('dropped_iterations'),
    },
    vus: { most: most('vus'), limit: most('vus_max') },
    requests: counted('http_reqs'),
    fewestRequests: FEWEST_REQUESTS,
    ...(run.usage && { generatorShare: run.usage.cpuShare / K6_CORES }),
  });
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
