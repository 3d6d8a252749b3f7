/* Does it cost one call each when the hottest instances expire while everyone asks? */

import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, mintOf, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { scheduleHerds } from '../traffic/herds.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import type { PageView } from '../traffic/page-view.ts';

const plan = PLANS.stampede;
const settings = readSettings(__ENV, plan);

const HOT_SITES = 20;
const WIDGETS = 6;
/**
 * Past the time to live of 3 s, which is 3.3 s for some: all that was loaded until 2.7 s into a wave is old when
 * the next one comes, and nothing is before that, so that a slow machine has time for either.
 */
const EVERY_SECONDS = 6;
const waves = Math.max(2, Math.floor(settings.seconds / EVERY_SECONDS));

const herds = scheduleHerds({
  exec: 'default',
  stream: 1,
  // Each site has the same number of visitors.
  size: Math.ceil(settings.rate / HOT_SITES) * HOT_SITES,
  waves,
  everySeconds: EVERY_SECONDS,
  phases: ['missing', 'expired'],
});

/** One token per site: Wix's verdict on it expires too, while everyone asks. */
function drawPageView(number: number): PageView {
  const site = number % HOT_SITES;
  return {
    visitor: { id: site, site, kind: 'opaque', subject: 'visitor' },
    widgets: WIDGETS,
    idleSeconds: Infinity,
    isTokenDue: true,
  };
}

const viewPage = createViewPage({
  settings,
  places: herds.places,
  traffic: { 1: drawPageView },
  // Whoever has waited for a renewal for 300 ms gets the old value instead.
  allows: (outcome, _, phase) =>
    GOOD_OUTCOMES.includes(outcome) || (phase === 'expired' && outcome === 'stale-if-error'),
  inspect: inspectWhole,
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: herds,
  requestsDue: (phase) => herds.dueOf(phase) * WIDGETS,
  waves: waves - 1,
});

export default function stampede(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
