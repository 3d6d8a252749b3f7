/* Do memory and latency stay flat over time? */

import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { noSlowerThan } from '../thresholds/thresholds.ts';
import { readSettings } from '../script/read-settings.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.soak;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

/** Until the caches are full, everything grows. */
const filling = Math.round(seconds / 10);
const third = (seconds - filling) / 3;

const common = { exec: 'default', stream: 1, rate, slowest: settings.slowest ?? 0.5 };
const arrivals = schedule([
  { ...common, phase: 'filling', from: 0, seconds: filling },
  ...['first', 'middle', 'last'].map((phase, index) => ({
    ...common,
    phase,
    from: filling + index * third,
    seconds: third,
  })),
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: createTraffic(mixedTraffic(settings, 1)) },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspect: inspectWhole,
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  conclude: (result) => ({
    ...result,
    promises: [...result.promises, ...noSlowerThan(result, 'first', 'last')],
  }),
});

export default function soak(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
