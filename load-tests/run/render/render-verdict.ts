import type { InvalidReason, ObjectiveReport, Verdict } from '../judge/summary.ts';

interface Judged {
  readonly verdict: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly objectives: readonly ObjectiveReport[];
  readonly verdictIfTokenInfoCounts?: Verdict;
}

/** The last line of a run, as in `PASS: smoke (9 objectives met, 2 not judged)`. */
export function renderVerdict(name: string, judged: Judged): string {
  const { verdict, verdictIfTokenInfoCounts: assumed } = judged;
  const also = assumed === undefined ? '' : `; ${assumed} if Wix counts token-info calls`;
  return `${verdict}: ${name} (${why(judged)}${also})`;
}

function why({ verdict, invalid, objectives }: Judged): string {
  if (verdict === 'INVALID') return invalid.map(({ code }) => code).join(', ');
  const decisive = objectives.filter(({ assumption }) => assumption === undefined);
  const named = (outcome: ObjectiveReport['outcome']) =>
    decisive
      .filter((objective) => objective.outcome === outcome)
      .map((objective) => objective.name);
  if (verdict === 'FAIL') return `missed: ${named('missed').join('; ')}`;
  const unjudged = named('unjudged').length;
  const n = named('met').length;
  return `${n} ${n === 1 ? 'objective' : 'objectives'} met${unjudged > 0 ? `, ${unjudged} not judged` : ''}`;
}
