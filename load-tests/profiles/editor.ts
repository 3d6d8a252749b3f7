/* Do settings panels get all they may see, and visitors beside them nothing of it? */

import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.editor;
const settings = readSettings(__ENV, plan);
const { seconds } = settings;

const PANELS = 1;
const VISITORS = 2;
/** Far more than in life, where one page view in a thousand is an editor's. */
const panelsRate = settings.rate * 0.4;
const visitorsRate = settings.rate * 0.6;

const common = { exec: 'default', from: 0, seconds, slowest: 1 };
const arrivals = schedule([
  { ...common, phase: 'panels', stream: PANELS, rate: panelsRate },
  { ...common, phase: 'visitors', stream: VISITORS, rate: visitorsRate },
]);

// The same few sites for both: each cached entry serves either audience.
const mixed = { ...mixedTraffic(settings, PANELS), sites: 200 };
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: {
    // A panel asks once when it is opened, and its owner opens it again and again.
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
  inspect: inspectWhole,
  inspectEvery: 1,
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function editor(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
