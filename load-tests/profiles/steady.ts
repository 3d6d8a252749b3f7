/* What do visitors notice on an ordinary busy day? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.steady;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

/** On an ordinary day most visitors are returning ones, and most of their sites are cached. */
const filling = Math.round(seconds / 4);
const common = { exec: 'default', stream: 1, rate, slowest: settings.slowest ?? 0.3 };
const arrivals = schedule([
  { ...common, phase: 'filling', from: 0, seconds: filling },
  { ...common, phase: 'steady', from: filling, seconds: seconds - filling },
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: createTraffic(mixedTraffic(settings, 1)) },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function steady(run: Run): void {
  viewPage(mintOf(run, settings));
}
