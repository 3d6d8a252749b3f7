/* What does a restart under load cost visitors and Wix? */

import { director, steer } from '../actions/steer.ts';
import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS['cold-start'];
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

/** The server drains for 2 s, ends and starts again, which takes seconds on a busy machine. */
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
  // There is only one server, so some requests find none.
  allows: (outcome, _, phase) =>
    GOOD_OUTCOMES.includes(outcome) || (phase === 'restarting' && outcome === 'no_answer'),
});

/** A restart that no visitor met tests nothing. */
function conclude(result: LoadResult): LoadResult {
  const { no_answer: unanswered = 0, ...answered } = result.outcomesByPhase['restarting'] ?? {};
  const all = Object.values(answered).reduce((sum, count) => sum + count, unanswered);
  return {
    ...result,
    objectives: [
      ...result.objectives,
      {
        name: 'restarting: some requests found no server',
        kind: 'count',
        limit: '> 0 without an answer',
        seen: String(unanswered),
        met: unanswered > 0,
      },
    ],
    findings: {
      'seconds without a server': Number(((unanswered / all) * RESTARTING_SECONDS).toFixed(2)),
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
  viewPage(mintOf(started, settings));
}
