/* What does a page view cost the generator itself? Sent by `measure.ts`; no profile: it asks nothing of the server. */

import { createRun, mintOf, mixedTraffic, type Run } from '../actions/run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../arrivals.ts';
import { GOOD_OUTCOMES } from '../outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../read-settings.ts';
import { createTraffic, type DrawPageView } from '../traffic/page-view.ts';

const plan = PLANS.steady;
const settings = readSettings(__ENV, plan);
const { rate, seconds } = settings;

const draw = createTraffic(mixedTraffic(settings, 1));
/** Drawn as ever, and then all to the one site that the constant answer is about. */
const drawForOneSite: DrawPageView = (number) => {
  const view = draw(number);
  return { ...view, visitor: { ...view.visitor, site: 0 } };
};

const arrivals = schedule([
  // A constant answer takes a millisecond: more virtual users than this mean that the generator is behind.
  { phase: 'cost', exec: 'default', stream: 1, from: 0, seconds, rate, slowest: 0.1 },
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: drawForOneSite },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function costly(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
