/* What happens when one site goes from 1 % to 80 % of the traffic within a second? */

import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS['flash-crowd'];
const settings = readSettings(__ENV, plan);

/** All other sites keep their visitors: the crowd comes on top of them, as it does in life. */
const othersRate = settings.rate * 0.2;
const crowdRate = settings.rate * 0.8;
const calmRate = othersRate / 99;
const calmSeconds = Math.round(settings.seconds / 3);
const crowdSeconds = settings.seconds - calmSeconds;

const OTHERS = 1;
const CROWD = 2;
/** Beyond those that the others are on. */
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
    // A crowd is new: few of it have been there before.
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
  inspect: inspectWhole,
});

export const { options, setup, handleSummary } = createRun({ plan, settings, schedule: arrivals });

export default function flashCrowd(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
