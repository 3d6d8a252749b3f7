import type { InvalidReason, ObjectiveReport, Verdict } from './summary.ts';

export const EXIT_CODES: Readonly<Record<Verdict, number>> = { PASS: 0, FAIL: 1, INVALID: 2 };

export interface Judgement {
  readonly verdict: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly verdictIfTokenInfoCounts?: Verdict;
}

/** An invalid run neither passes nor fails: the generator itself may have caused a missed objective. */
export function judge(
  found: readonly InvalidReason[],
  objectives: readonly ObjectiveReport[],
): Judgement {
  const decisive = objectives.filter(({ assumption }) => assumption === undefined);
  const isJudged = decisive.some(({ outcome }) => outcome !== 'unjudged');
  const invalid: readonly InvalidReason[] =
    found.length === 0 && !isJudged
      ? [{ code: 'nothing_judged', detail: 'no objective could be judged' }]
      : found;
  const verdictOf = (judged: readonly ObjectiveReport[]): Verdict => {
    if (invalid.length > 0) return 'INVALID';
    return judged.some(({ outcome }) => outcome === 'missed') ? 'FAIL' : 'PASS';
  };
  return {
    verdict: verdictOf(decisive),
    invalid,
    ...(decisive.length < objectives.length && { verdictIfTokenInfoCounts: verdictOf(objectives) }),
  };
}
