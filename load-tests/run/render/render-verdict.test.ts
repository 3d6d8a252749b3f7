import { describe, expect, test } from 'vitest';
import type { ObjectiveReport } from '../judge/summary.ts';
import { renderVerdict } from './render-verdict.ts';

const met: ObjectiveReport = {
  name: 'answered',
  seenBy: 'k6',
  limit: '100 %',
  seen: '100 %',
  outcome: 'met',
};
const unjudged: ObjectiveReport = { ...met, name: 'fast', outcome: 'unjudged' };
const missed: ObjectiveReport = { ...met, name: 'flat', outcome: 'missed' };

describe('the last line of a run', () => {
  test('counts the objectives of a run that passed', () => {
    expect(renderVerdict('smoke', { verdict: 'PASS', invalid: [], objectives: [met] })).toBe(
      'PASS: smoke (1 objective met)',
    );
    expect(
      renderVerdict('smoke', { verdict: 'PASS', invalid: [], objectives: [met, unjudged] }),
    ).toBe('PASS: smoke (1 objective met, 1 not judged)');
  });

  test('names the missed objectives of a run that failed', () => {
    expect(renderVerdict('soak', { verdict: 'FAIL', invalid: [], objectives: [met, missed] })).toBe(
      'FAIL: soak (missed: flat)',
    );
  });

  test('names the reasons of an invalid run', () => {
    const invalid = [{ code: 'interrupted', detail: 'the run was interrupted' }] as const;
    expect(renderVerdict('soak', { verdict: 'INVALID', invalid, objectives: [missed] })).toBe(
      'INVALID: soak (interrupted)',
    );
  });

  test('adds the verdict under the other assumption about Wix', () => {
    const assumed = { ...missed, assumption: 'wix_counts_token_info' } as const;
    expect(
      renderVerdict('flash-crowd', {
        verdict: 'PASS',
        invalid: [],
        objectives: [met, assumed],
        verdictIfTokenInfoCounts: 'FAIL',
      }),
    ).toBe('PASS: flash-crowd (1 objective met; FAIL if Wix counts token-info calls)');
  });
});
