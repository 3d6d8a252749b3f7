import { describe, expect, it } from 'vitest';
import { composeResult } from '../../k6-result/compose-result.ts';
import { EXIT_CODES, findInvalidReasons, judge, type RunFacts } from './judge-run.ts';
import type { PromiseReport } from './summary.ts';

const GOOD: RunFacts = {
  k6: { kind: 'ended', code: 0 },
  hasResult: true,
  scriptErrors: 0,
  arrivals: { due: 1_000, begun: 1_000, dropped: 0 },
  vus: { most: 20, limit: 100 },
  requests: 3_000,
  fewestRequests: 100,
  generatorShare: 0.4,
};

const kept: PromiseReport = {
  name: 'no errors',
  seenBy: 'k6',
  limit: '0',
  seen: '0',
  outcome: 'kept',
};
const broken = { ...kept, outcome: 'broken' } as const;
const unjudged = { ...kept, outcome: 'unjudged' } as const;

describe('the verdict', () => {
  it('passes a sound run that keeps its promises', () => {
    expect(findInvalidReasons(GOOD)).toEqual([]);
    expect(judge([], [kept, unjudged])).toEqual({ verdict: 'PASS', invalid: [] });
    expect(EXIT_CODES.PASS).toBe(0);
  });

  it('fails a sound run with one broken promise', () => {
    expect(judge([], [kept, broken]).verdict).toBe('FAIL');
    expect(EXIT_CODES.FAIL).toBe(1);
  });

  it('takes crossed thresholds for a finding, not for a fault of the run', () => {
    expect(findInvalidReasons({ ...GOOD, k6: { kind: 'ended', code: 99 } })).toEqual([]);
  });

  it('neither passes nor fails what is invalid, whatever the promises say', () => {
    for (const promises of [[kept], [broken]]) {
      expect(judge([{ code: 'script_errors', detail: '' }], promises).verdict).toBe('INVALID');
    }
    expect(EXIT_CODES.INVALID).toBe(2);
  });

  it('does not pass a run in which nothing was judged', () => {
    for (const promises of [[], [unjudged]]) {
      expect(judge([], promises)).toMatchObject({
        verdict: 'INVALID',
        invalid: [{ code: 'nothing_judged' }],
      });
    }
  });

  it.each<[string, Partial<RunFacts>, string[]]>([
    ['k6’s configuration was refused', { k6: { kind: 'ended', code: 104 } }, ['k6_configuration']],
    ['k6 was ended by a signal', { k6: { kind: 'ended', code: 105 } }, ['interrupted']],
    ['the script threw at its start', { k6: { kind: 'ended', code: 107 } }, ['k6_exception']],
    ['the script aborted', { k6: { kind: 'ended', code: 108 } }, ['k6_aborted']],
    ['k6 failed otherwise', { k6: { kind: 'ended', code: 1 } }, ['k6_failed']],
    ['k6 was killed', { k6: { kind: 'ended', code: null } }, ['k6_failed']],
    ['it was interrupted', { k6: { kind: 'interrupted' } }, ['interrupted']],
    ['it did not end', { k6: { kind: 'timed out', seconds: 9 } }, ['timed_out']],
    ['there is no result', { hasResult: false, requests: 0 }, ['no_result']],
    ['the script failed once', { scriptErrors: 1 }, ['script_errors']],
    ['arrivals were dropped', { arrivals: { begun: 980, dropped: 20 } }, ['arrivals_dropped']],
    [
      'arrivals were below target',
      { arrivals: { due: 1_000, begun: 940, dropped: 0 }, generatorShare: 0.8 },
      ['arrivals_below_target'],
    ],
    [
      'virtual users ran out',
      { arrivals: { begun: 1_000, dropped: 1 }, vus: { most: 100, limit: 100 } },
      ['vus_exhausted'],
    ],
    ['k6 was at its limit', { generatorShare: 0.95 }, ['generator_saturated']],
    ['there were too few requests', { requests: 99 }, ['too_few_samples']],
  ])('is invalid when %s', (_, facts, codes) => {
    const reasons = findInvalidReasons({ ...GOOD, ...facts });
    expect(reasons.map(({ code }) => code)).toEqual(codes);
    expect(judge(reasons, [kept]).verdict).toBe('INVALID');
  });

  it('bears what a busy machine does to an honest generator', () => {
    const arrivals = { due: 1_000, begun: 995, dropped: 5 };
    expect(findInvalidReasons({ ...GOOD, arrivals })).toEqual([]);
  });

  it('does not excuse a server that let page views wait until they were cut off', () => {
    const arrivals = { due: 1_000, begun: 700, dropped: 0 };
    const sound = findInvalidReasons({ ...GOOD, arrivals, generatorShare: 0.1 });
    expect(sound).toEqual([]);
    // What the run's result says of them: seven in ten had every answer, the others none at all.
    const { promises } = composeResult(
      {
        state: { testRunDurationMs: 10_000 },
        metrics: { 'page_view_duration{phase:steady}': { values: { count: arrivals.begun } } },
      },
      {
        profile: 'steady',
        phases: ['steady'],
        due: arrivals.due,
        dueOf: () => arrivals.due,
        promises: [],
        waves: 0,
      },
    );
    const reports = promises.map(({ name, limit, seen, kept: isKept }) => ({
      ...(isKept ? kept : broken),
      name,
      limit,
      seen,
    }));
    expect(reports).toMatchObject([{ name: 'steady: page views come to an end' }]);
    expect(judge(sound, [kept, ...reports]).verdict).toBe('FAIL');
    const unknown = findInvalidReasons({ ...without(GOOD, 'generatorShare'), arrivals });
    expect(unknown.map(({ code }) => code)).toEqual(['arrivals_below_target']);
  });

  it('names every reason there is', () => {
    const reasons = findInvalidReasons({
      ...GOOD,
      scriptErrors: 3,
      requests: 2,
      generatorShare: 1,
    });
    expect(reasons.map(({ code }) => code)).toEqual([
      'script_errors',
      'generator_saturated',
      'too_few_samples',
    ]);
  });
});

function without(facts: RunFacts, name: keyof RunFacts): RunFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(([key]) => key !== name),
  ) as unknown as RunFacts;
}
