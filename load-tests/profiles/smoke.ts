/* Does everything answer as the contract says, looked at answer by answer? */

import { askOtherwise, OTHER_ANSWERS_PROMISE } from '../actions/send-other-requests.ts';
import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { inspectWhole } from '../answers/inspect-body.ts';
import { director } from '../actions/steer.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.smoke;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

// Few sites, so that each is seen missing and cached, and every tenth visitor an editor.
const traffic = createTraffic({ ...mixedTraffic(settings, 1), sites: 20, editorShare: 0.1 });
const arrivals = schedule([
  { phase: 'smoke', exec: 'default', stream: 1, from: 0, seconds, rate, slowest: 1 },
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: traffic },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspect: inspectWhole,
  inspectEvery: 1,
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: {
    ...arrivals,
    scenarios: { ...arrivals.scenarios, others: director('askOthers', seconds) },
  },
  promises: [OTHER_ANSWERS_PROMISE],
});

export function askOthers(run: Run): void {
  askOtherwise(mintOf(run, settings), settings);
}

export default function smoke(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
