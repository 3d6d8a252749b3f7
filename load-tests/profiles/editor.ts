/* Do settings panels get all fields for editors while visitors get none of them? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.editor;
const settings = readSettings(__ENV, plan);
const { seconds } = settings;

const PANELS = 1;
const VISITORS = 2;
/** Far more than in reality, where one page view in a thousand is an editor's. */
const panelsRate = settings.rate * 0.4;
const visitorsRate = settings.rate * 0.6;

const common = { exec: 'default', from: 0, seconds, slowest: 1 };
const arrivals = schedule([
  { ...common, phase: 'panels', stream: PANELS, rate: panelsRate },
  { ...common, phase: 'visitors', stream: VISITORS, rate: visitorsRate },
]);

// Both share a few sites, so that each cached entry serves both audiences.
const mixed = { ...mixedTraffic(settings, PANELS), sites: 200 };
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: {
    // A panel sends one request when it opens, and its owner opens it repeatedly.
    [PANELS]: createTraffic({
      ...mixed,
      rate: panelsRate,
      editorShare: 1,
      returningShare: 0.8,
      widgetWeights: [1],
    }),
    [VISITORS]: createTraffic({ ...mixed, stream: VISITORS, rate: visitorsRate, editorShare: 0 }),
  },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspectEvery: 1,
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function editor(run: Run): void {
  viewPage(mintOf(run, settings));
}
