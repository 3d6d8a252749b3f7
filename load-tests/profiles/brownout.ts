/* What do visitors notice when Wix becomes slow, then fails, throttles, and recovers? */

import { director, steer, type Step } from '../actions/steer.ts';
import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES, type Outcome } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { OPERATIONS } from '../../emulator/world/operations.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { type Arrivals, schedule } from '../traffic/arrivals.ts';
import { createTraffic, type DrawPageView } from '../traffic/page-view.ts';

const plan = PLANS.brownout;
const settings = readSettings(__ENV, plan);
const { seconds } = settings;

/**
 * Known visitors were there before Wix became slow, most of them with opaque tokens. Unknown ones come with opaque
 * tokens that Wix has never verified.
 */
const KNOWN = 1;
const UNKNOWN = 2;
const SITES = 30;
const KNOWN_VISITORS = 40;

/** The circuit breaker probes after 5 s, and one good answer closes it. */
const RECOVERING_SECONDS = 6.5;
const part = (seconds - RECOVERING_SECONDS) / 5;
const PHASES: readonly {
  readonly name: string;
  readonly seconds: number;
  readonly fault?: object;
}[] = [
  { name: 'well', seconds: part },
  // Below the server's timeout of 2 s.
  { name: 'slow', seconds: part, fault: { latencyMs: 1500 } },
  { name: 'failing', seconds: part, fault: { mode: 'status', status: 503 } },
  { name: 'throttled', seconds: part, fault: { mode: 'throttle', retryAfterSeconds: 1 } },
  { name: 'recovering', seconds: RECOVERING_SECONDS },
  { name: 'recovered', seconds: part },
];

const PAUSE = 0.5;
const rate = settings.rate / 2;
const steps: Step[] = [];
const all: Arrivals[] = [];
let from = 0;
for (const { name, seconds: lasts, fault } of PHASES) {
  for (const operation of OPERATIONS) {
    const url = `${settings.emulatorUrl ?? ''}/_emulator/faults/${operation}`;
    if (fault) steps.push({ at: from, method: 'PUT', url, body: fault });
    else steps.push({ at: from, method: 'DELETE', url });
  }
  // No page view begins near a change, so that it and its calls to Wix belong to one phase.
  const common = { exec: 'default', from: from + PAUSE, seconds: lasts - 2 * PAUSE, rate };
  all.push({ ...common, phase: `${name}-known`, stream: KNOWN, slowest: 1.5 });
  all.push({ ...common, phase: `${name}-unknown`, stream: UNKNOWN, slowest: 4 });
  from += lasts;
}
const arrivals = schedule(all);

const order = { ...mixedTraffic(settings, KNOWN), rate, sites: SITES };
const drawNew = createTraffic({ ...order, returningShare: 0 });

/** The first page views show every known visitor and every site once. After that the same visitors return. */
const drawKnown: DrawPageView = (number) => {
  const known = number % KNOWN_VISITORS;
  const view = drawNew(known);
  return {
    ...view,
    visitor: { ...view.visitor, site: known % SITES },
    idleSeconds: number < KNOWN_VISITORS ? Infinity : KNOWN_VISITORS / rate,
    isTokenDue: number < KNOWN_VISITORS,
  };
};

const SERVED: readonly Outcome[] = [...GOOD_OUTCOMES, 'stale-if-error'];
/** A token that Wix has never verified is refused while Wix fails, and quickly. */
const REFUSED: readonly Outcome[] = [
  'upstream_error',
  'upstream_rate_limited',
  'upstream_timeout',
  'upstream_unavailable',
];

const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: {
    [KNOWN]: drawKnown,
    [UNKNOWN]: createTraffic({ ...order, stream: UNKNOWN, opaqueShare: 1, returningShare: 0 }),
  },
  allows(outcome, _, phase) {
    if (phase.startsWith('well')) return GOOD_OUTCOMES.includes(outcome);
    if (phase.endsWith('-known') || phase.startsWith('recovered')) return SERVED.includes(outcome);
    return SERVED.includes(outcome) || REFUSED.includes(outcome);
  },
  inspectEvery: 0,
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: {
    ...arrivals,
    scenarios: { ...arrivals.scenarios, director: director('breakWix', seconds) },
  },
});

export function breakWix(): void {
  steer(steps);
}

export default function brownout(run: Run): void {
  viewPage(mintOf(run, settings));
}
