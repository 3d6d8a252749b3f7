/* What happens when one site goes from 1 % to 80 % of the traffic within a second? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS['flash-crowd'];
const settings = readSettings(__ENV, plan);

/** All other sites keep their visitors; the crowd comes in addition. */
const othersRate = settings.rate * 0.2;
const crowdRate = settings.rate * 0.8;
const calmRate = othersRate / 99;
const calmSeconds = Math.round(settings.seconds / 3);
const crowdSeconds = settings.seconds - calmSeconds;

const OTHERS = 1;
const CROWD = 2;
/** Not one of the sites of the others. */
const VIRAL_SITE = 500_000;

const common = { exec: 'default', slowest: 0.7 };
const arrivals = schedule([
  {
    ...common,
    phase: 'all-others',
    stream: OTHERS,
    from: 0,
    seconds: settings.seconds,
    rate: othersRate,
  },
  { ...common, phase: 'calm', stream: CROWD, from: 0, seconds: calmSeconds, rate: calmRate },
  {
    ...common,
    phase: 'crowd',
    stream: CROWD,
    from: calmSeconds,
    seconds: crowdSeconds,
    rate: crowdRate,
    risesFrom: calmRate,
  },
]);

const mixed = mixedTraffic(settings, OTHERS);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: {
    [OTHERS]: createTraffic({ ...mixed, rate: othersRate }),
    // Few visitors of a crowd have been on the site before.
    [CROWD]: createTraffic({
      ...mixed,
      stream: CROWD,
      rate: crowdRate,
      sites: 1,
      firstSite: VIRAL_SITE,
      returningShare: 0.3,
    }),
  },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function flashCrowd(run: Run): void {
  viewPage(mintOf(run, settings));
}
