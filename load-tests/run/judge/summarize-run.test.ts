import { describe, expect, test } from 'vitest';
import { createCallLog } from '../../../emulator/world/call-log.ts';
import { instanceIdOf } from '../../../emulator/instances/instance-id.ts';
import { PLANS } from '../../plans.ts';
import type { JudgedObjective, LoadResult } from '../../k6-result/result.ts';
import { K6_CORES } from '../k6/k6-arguments.ts';
import { type RunRecord, summarizeRun } from './summarize-run.ts';
import { aSummary, LATENCY } from './test-support/a-summary.ts';
import { faultsOf } from './test-support/validate-summary.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

const answered: JudgedObjective = {
  name: 'answered',
  limit: '100 %',
  seen: '100 %',
  met: true,
  kind: 'outcome',
};
const slow: JudgedObjective = {
  name: 'p99',
  limit: '< 50 ms',
  seen: '80 ms',
  met: false,
  kind: 'latency',
};

const RESULT: LoadResult = {
  profile: 'smoke',
  seconds: 20,
  pageViews: { begun: 400, due: 400, dropped: 0 },
  scriptErrors: 0,
  vus: { most: 3, limit: 20 },
  latency: { all: LATENCY, smoke: LATENCY },
  latencyByOutcome: { hit: LATENCY },
  pageViewLatency: LATENCY,
  outcomes: { hit: 1_000 },
  outcomesByPhase: { smoke: { hit: 1_000 } },
  statuses: { '200': 1_000 },
  objectives: [answered],
  findings: { capacity: 3 },
  byPhase: {},
  counts: { pageViews: 400, requests: 1_000, tokenCallsDue: 100, waves: 0 },
};

const USAGE: UsageReport = {
  cpuMicros: 50_000,
  cpuShare: 0.1,
  cpuSharePeak: 0.2,
  rssBytes: { first: 1, last: 2, max: 3 },
};

function aRecord(but: Partial<RunRecord> = {}): RunRecord {
  const calls = createCallLog(() => 0);
  calls.arrived('get_app_instance', instanceIdOf(1));
  calls.answered('get_app_instance', 200);
  return {
    plan: PLANS.smoke,
    options: { short: false, iOwnThis: false, rate: 20 },
    settings: { INSTANCE_TTL_SECONDS: '60' },
    startedAt: new Date(0),
    origin: 'http://127.0.0.1:1',
    k6: { ending: { kind: 'ended', code: 0 }, usage: USAGE, printed: '' },
    result: RESULT,
    slowest: [],
    provenance: aSummary().provenance,
    stack: { calls: calls.report(), usage: USAGE, heldHeap: undefined, died: undefined },
    ...but,
  };
}

const outcomesOf = (record: RunRecord) =>
  Object.fromEntries(summarizeRun(record).objectives.map(({ name, outcome }) => [name, outcome]));

describe('the summary of a run', () => {
  test('matches the schema, and passes', () => {
    const summary = summarizeRun(aRecord());
    expect(faultsOf(summary)).toEqual([]);
    expect(summary).toMatchObject({
      verdict: 'PASS',
      traffic: { requests: 1_000, requestsPerSecond: 50 },
      upstream: { calls: 1, perRequest: 0.001 },
      server: { cpuMicrosPerRequest: 50 },
      findings: { capacity: 3 },
    });
    expect(new Set(summary.objectives.map(({ seenBy }) => seenBy))).toEqual(
      new Set(['k6', 'emulator', 'server']),
    );
  });

  test('judges latency, except in a short run', () => {
    const result = { ...RESULT, objectives: [answered, slow] };
    expect(summarizeRun(aRecord({ result })).verdict).toBe('FAIL');
    const short = aRecord({ result, options: { short: true, iOwnThis: false } });
    expect(outcomesOf(short)).toMatchObject({ answered: 'met', p99: 'unjudged' });
    expect(summarizeRun(short).verdict).toBe('PASS');
  });

  test('fails when more calls reached Wix than the plan allows', () => {
    const calls = createCallLog(() => 0);
    for (let call = 0; call < 50; call++) calls.arrived('get_app_instance', instanceIdOf(1));
    const stack = { calls: calls.report(), usage: USAGE, heldHeap: undefined, died: undefined };
    expect(summarizeRun(aRecord({ stack })).verdict).toBe('FAIL');
  });

  test('fails when the server ended by itself, even if the run is invalid too', () => {
    const stack = { calls: undefined, usage: undefined, heldHeap: undefined, died: 'SIGSEGV' };
    const summary = summarizeRun(aRecord({ stack, result: { ...RESULT, scriptErrors: 9 } }));
    expect(summary.verdict).toBe('FAIL');
    expect(faultsOf(summary)).toEqual([]);
  });

  test('states for a breakpoint whether k6 was the limit, and stays valid', () => {
    const findingsAt = (cpuSharePeak: number) => {
      const k6 = aRecord().k6;
      const usage = { ...USAGE, cpuSharePeak: cpuSharePeak * K6_CORES };
      const pageViews = { begun: 400, due: 300, dropped: 50 };
      const summary = summarizeRun(
        aRecord({
          plan: PLANS.breakpoint,
          k6: { ...k6, usage },
          result: { ...RESULT, pageViews, vus: { most: 20, limit: 20 } },
        }),
      );
      expect(summary).toMatchObject({ invalid: [], traffic: { droppedPageViews: 50 } });
      return summary.findings;
    };
    expect(findingsAt(0.9)).toEqual({ capacity: 3 });
    expect(findingsAt(1.01)).toMatchObject({
      capacity: 3,
      'limited by k6': expect.stringMatching(/^its busiest second took 101 %/) as string,
    });
  });

  test('requires flat memory of a soak, but not of a short one', () => {
    const leaky = (short: boolean) => {
      const { stack, ...record } = aRecord({ plan: PLANS.soak });
      if (stack === undefined) throw new Error('the fixture has a stack');
      const heldHeap = { early: 2 ** 26, late: 2 ** 28 };
      return { ...record, stack: { ...stack, heldHeap }, options: { short, iOwnThis: false } };
    };
    expect(outcomesOf(leaky(false))['the heap stays flat']).toBe('missed');
    expect(outcomesOf(leaky(true))['the heap stays flat']).toBe('unjudged');
  });

  test('lists the objectives that cannot be judged for a server that the run did not start', () => {
    const record = withoutStack(aRecord({ origin: 'http://10.0.0.1' }));
    const summary = summarizeRun(record);
    expect(faultsOf(summary)).toEqual([]);
    expect(summary.verdict).toBe('PASS');
    expect(summary.target).toEqual({ origin: 'http://10.0.0.1', startedHere: false });
    expect(summary.notAsserted.join()).toMatch(/calls to Wix.*CPU, memory/);
    expect(summary.objectives.every(({ seenBy }) => seenBy === 'k6')).toBe(true);
  });

  test('is invalid without a result, and still matches the schema', () => {
    const summary = summarizeRun(
      aRecord({
        result: undefined,
        k6: { ending: { kind: 'ended', code: 107 }, usage: undefined, printed: '' },
      }),
    );
    expect(faultsOf(summary)).toEqual([]);
    expect(summary.verdict).toBe('INVALID');
    expect(summary.invalid.map(({ code }) => code)).toEqual(['k6_exception', 'no_result']);
  });
});

function withoutStack(record: RunRecord): RunRecord {
  const without: { stack?: unknown } & RunRecord = { ...record };
  delete without.stack;
  return without;
}
