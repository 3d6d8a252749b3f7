/* Do memory and latency stay flat over time? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { noSlowerThan } from '../thresholds/thresholds.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.soak;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

/** Memory grows until the caches are full. */
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
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  conclude: (result) => ({
    ...result,
    objectives: [...result.objectives, ...noSlowerThan(result, 'first', 'last')],
  }),
});

export default function soak(run: Run): void {
  viewPage(mintOf(run, settings));
}
