/* Is every answer as the contract describes it? */

import { OTHER_ANSWERS_THRESHOLD, sendOtherRequests } from '../actions/send-other-requests.ts';
import { director } from '../actions/steer.ts';
import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.smoke;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

// Few sites, so that each is seen both missing and cached; every tenth visitor is an editor.
const traffic = createTraffic({ ...mixedTraffic(settings, 1), sites: 20, editorShare: 0.1 });
const arrivals = schedule([
  { phase: 'smoke', exec: 'default', stream: 1, from: 0, seconds, rate, slowest: 1 },
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: traffic },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspectEvery: 1,
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: {
    ...arrivals,
    scenarios: { ...arrivals.scenarios, others: director('sendOthers', seconds) },
  },
  thresholds: [OTHER_ANSWERS_THRESHOLD],
});

export function sendOthers(run: Run): void {
  sendOtherRequests(mintOf(run, settings), settings);
}

export default function smoke(run: Run): void {
  viewPage(mintOf(run, settings));
}
