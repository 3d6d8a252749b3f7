/* What does a restart under load cost the visitors, and Wix? */

import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { director, steer } from '../actions/steer.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS['cold-start'];
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

/** A server drains for 2 s, ends, and starts, which takes seconds on a busy machine; after that nobody is turned away. */
const RESTARTING_SECONDS = 12;
const before = Math.max(2, Math.floor((seconds - RESTARTING_SECONDS) / 3));
const after = Math.max(3, seconds - RESTARTING_SECONDS - before);

const common = { exec: 'default', stream: 1, rate, slowest: 0.7 };
const arrivals = schedule([
  { ...common, phase: 'before', from: 0, seconds: before },
  { ...common, phase: 'restarting', from: before, seconds: RESTARTING_SECONDS },
  { ...common, phase: 'after', from: before + RESTARTING_SECONDS, seconds: after },
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: createTraffic({ ...mixedTraffic(settings, 1), sites: 5_000 }) },
  // There is one server, and for a moment there is none.
  allows: (outcome, _, phase) =>
    GOOD_OUTCOMES.includes(outcome) || (phase === 'restarting' && outcome === 'no_answer'),
  inspect: inspectWhole,
});

/** A run in which nobody met the restart has asked nothing. */
function conclude(result: LoadResult): LoadResult {
  const { no_answer: turnedAway = 0, ...answered } = result.outcomesByPhase['restarting'] ?? {};
  const all = Object.values(answered).reduce((sum, count) => sum + count, turnedAway);
  return {
    ...result,
    promises: [
      ...result.promises,
      {
        name: 'restarting: the restart was noticed',
        kind: 'count',
        limit: '> 0 without an answer',
        seen: String(turnedAway),
        kept: turnedAway > 0,
      },
    ],
    findings: {
      'seconds without a server': Number(((turnedAway / all) * RESTARTING_SECONDS).toFixed(2)),
    },
  };
}

const run = createRun({
  plan,
  settings,
  schedule: {
    ...arrivals,
    scenarios: { ...arrivals.scenarios, director: director('restart', seconds) },
  },
  conclude,
});
export const { options, setup, handleSummary } = run;

export function restart(): void {
  steer([{ at: before, method: 'POST', url: `${settings.controlUrl ?? ''}/restart` }]);
}

export default function coldStart(started: Run): void {
  viewPage(mintOf(started, settings), started.runId);
}
