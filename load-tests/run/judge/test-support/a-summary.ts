import type { Latency } from '../../../k6-result/result.ts';
import type { Summary } from '../summary.ts';

export const LATENCY: Latency = {
  samples: 3_000,
  mean: 1.2,
  p50: 1,
  p95: 2,
  p99: 4,
  p999: 9,
  max: 120.4,
};

/** A complete summary of a run that passed, with the given changes. */
export function aSummary(but: Partial<Summary> = {}): Summary {
  return {
    version: 2,
    kind: 'profile',
    profile: 'smoke',
    question: 'Does it answer at all?',
    verdict: 'PASS',
    invalid: [],
    objectives: [
      { name: 'answered', seenBy: 'k6', limit: '100 %', seen: '100 %', outcome: 'met' },
      { name: 'fast', seenBy: 'k6', limit: 'p99 < 50 ms', seen: '4 ms', outcome: 'unjudged' },
    ],
    notAsserted: [],
    startedAt: '2026-11-25T12:00:00.000Z',
    seconds: 30,
    options: { seed: 1, short: false, rate: 100, durationSeconds: 30, traceShare: 0.01 },
    settings: { INSTANCE_TTL_SECONDS: '2' },
    target: { origin: 'http://127.0.0.1:40000', startedHere: true },
    provenance: {
      commit: '0123456789ab',
      dirty: false,
      cpu: 'A processor',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      os: 'Linux 6.1',
      node: 'v24.21.0',
      k6: 'v2.2.0',
    },
    traffic: { pageViews: 1_000, requests: 3_000, requestsPerSecond: 100, droppedPageViews: 0 },
    latencyMs: {
      requests: { all: LATENCY },
      outcomes: { hit: LATENCY },
      pageViews: { ...LATENCY, samples: 1_000 },
    },
    outcomes: { hit: 2_990, 'fwd=miss; stored': 10 },
    statuses: { '200': 3_000 },
    upstream: {
      calls: 30,
      perRequest: 0.01,
      operations: {
        token_info: anOperation(20),
        app_token: anOperation(5),
        get_app_instance: anOperation(5),
      },
      worstMinuteWithTokenInfo: { calls: 6, instanceId: 'a11ce5ed-0000-4000-8000-000000000001' },
    },
    server: { ...USAGE, cpuMicrosPerRequest: 40.4 },
    generator: { ...USAGE, cores: 1 },
    slowest: [
      { ms: 120.4, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', recorded: true, phase: 'steady' },
    ],
    findings: {},
    ...but,
  };
}

/** The same without some fields, as for a server that the run did not start. */
export function aSummaryWithout(...fields: readonly (keyof Summary)[]): Summary {
  const known = Object.entries(aSummary()).filter(
    ([name]) => !fields.includes(name as keyof Summary),
  );
  return Object.fromEntries(known) as unknown as Summary;
}

const USAGE = {
  cpuMicros: 121_200,
  cpuShare: 0.004,
  cpuSharePeak: 0.02,
  rssBytes: { first: 100 * 2 ** 20, last: 120 * 2 ** 20, max: 130 * 2 ** 20 },
  heapBytes: { early: 40 * 2 ** 20, late: 42 * 2 ** 20, max: 60 * 2 ** 20 },
};

function anOperation(calls: number) {
  return {
    calls,
    perRequest: calls / 3_000,
    answered: { '200': calls },
    mostAtOnce: 2,
    worstMinute: { calls: 3, instanceId: 'a11ce5ed-0000-4000-8000-000000000001' },
  };
}
