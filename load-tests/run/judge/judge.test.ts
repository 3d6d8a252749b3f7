import { describe, expect, test } from 'vitest';
import { EXIT_CODES, judge } from './judge.ts';
import type { ObjectiveReport } from './summary.ts';

const met: ObjectiveReport = {
  name: 'no errors',
  seenBy: 'k6',
  limit: '0',
  seen: '0',
  outcome: 'met',
};
const missed = { ...met, outcome: 'missed' } as const;
const unjudged = { ...met, outcome: 'unjudged' } as const;
const assumed = { ...missed, assumption: 'wix_counts_token_info' } as const;

describe('the verdict', () => {
  test('is PASS for a sound run that meets its objectives', () => {
    expect(judge([], [met, unjudged])).toEqual({ verdict: 'PASS', invalid: [] });
    expect(EXIT_CODES.PASS).toBe(0);
  });

  test('is FAIL for a sound run that misses one objective', () => {
    expect(judge([], [met, missed]).verdict).toBe('FAIL');
    expect(EXIT_CODES.FAIL).toBe(1);
  });

  test('is INVALID for an invalid run, whatever its objectives are', () => {
    for (const objectives of [[met], [missed], [missed, assumed]]) {
      expect(judge([{ code: 'script_errors', detail: '' }], objectives).verdict).toBe('INVALID');
    }
    expect(EXIT_CODES.INVALID).toBe(2);
  });

  test('is INVALID for a run that judged nothing, or only what rests on an assumption', () => {
    for (const objectives of [[], [unjudged], [unjudged, assumed]]) {
      expect(judge([], objectives)).toMatchObject({
        verdict: 'INVALID',
        invalid: [{ code: 'nothing_judged' }],
      });
    }
  });

  test('does not depend on an objective that rests on an assumption, which has a verdict of its own', () => {
    expect(judge([], [met, assumed])).toEqual({
      verdict: 'PASS',
      invalid: [],
      verdictIfTokenInfoCounts: 'FAIL',
    });
    const alsoMet = { ...assumed, outcome: 'met' } as const;
    expect(judge([], [met, alsoMet]).verdictIfTokenInfoCounts).toBe('PASS');
    expect(judge([], [missed, alsoMet]).verdictIfTokenInfoCounts).toBe('FAIL');
  });
});
