/* Does each of the busiest instances cost one call when it expires under load? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { readSettings } from '../script/read-settings.ts';
import { scheduleHerds } from '../traffic/herds.ts';
import type { PageView } from '../traffic/page-view.ts';

const plan = PLANS.stampede;
const settings = readSettings(__ENV, plan);

const HOT_SITES = 20;
const WIDGETS = 6;
/**
 * Longer than the TTL of 3 s, which jitter extends to 3.3 s. All entries loaded within 2.7 s of a wave are stale
 * when the next one comes, which leaves a slow machine enough time.
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

/** One token per site, so that Wix's verdict on it expires together with the instance. */
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
  // A request that has waited 300 ms for a revalidation is answered with the stale value.
  allows: (outcome, _, phase) =>
    GOOD_OUTCOMES.includes(outcome) || (phase === 'expired' && outcome === 'stale-if-error'),
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: herds,
  requestsDue: (phase) => herds.dueOf(phase) * WIDGETS,
  waves: waves - 1,
});

export default function stampede(run: Run): void {
  viewPage(mintOf(run, settings));
}
