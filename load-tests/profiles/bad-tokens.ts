/* Does good traffic keep its latency beside three bad requests for each good one? */

import { OTHER_APP } from '../../emulator/development-app.ts';
import { K6_CRYPTO } from '../script/crypto.ts';
import { inspectWhole } from '../answers/inspect-body.ts';
import { createRun, issuerOf, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { GOOD_OUTCOMES, type Outcome } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { readSettings } from '../script/read-settings.ts';
import { noSlowerThan } from '../thresholds/thresholds.ts';
import { createTraffic, type Visitor } from '../traffic/page-view.ts';
import { createMint, type MintToken } from '../traffic/tokens.ts';

const plan = PLANS['bad-tokens'];
const settings = readSettings(__ENV, plan);
const { rate } = settings;
/** Until most visitors have been there before: what is compared is a busy day with and without an attack. */
const fillingSeconds = Math.round(settings.seconds / 4);
const aloneSeconds = fillingSeconds;
const attackFrom = fillingSeconds + aloneSeconds;
const attackSeconds = settings.seconds - attackFrom;

const GOOD = 1;
const BAD = 2;
/** Page views: a bad one is one request, a good one three in the mean. */
const TIMES = 10;

const good = { exec: 'default', stream: GOOD, rate, slowest: 2 };
const arrivals = schedule([
  { ...good, phase: 'filling', from: 0, seconds: fillingSeconds },
  { ...good, phase: 'alone', from: fillingSeconds, seconds: aloneSeconds },
  { ...good, phase: 'under-attack', from: attackFrom, seconds: attackSeconds },
  {
    phase: 'attack',
    exec: 'attack',
    stream: BAD,
    from: attackFrom,
    seconds: attackSeconds,
    rate: rate * TIMES,
    slowest: 1.5,
  },
]);

const mixed = mixedTraffic(settings, GOOD);
const common = { settings, places: arrivals.places };
const viewPage = createViewPage({
  ...common,
  traffic: { [GOOD]: createTraffic({ ...mixed, sites: 1_000 }) },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspect: inspectWhole,
});

/** What is wrong with a token, and what the server says of it. */
const FLAWS = ['forged', 'expired', 'foreign', 'oversized'] as const;
type Flaw = (typeof FLAWS)[number];
const REFUSALS: Readonly<Record<Flaw, Outcome>> = {
  forged: 'inactive_token',
  expired: 'inactive_token',
  foreign: 'wrong_app',
  oversized: 'malformed_token',
};

function flawOf({ id }: Visitor): Flaw {
  return FLAWS[id % FLAWS.length] ?? 'forged';
}

const sendBadToken = createViewPage({
  ...common,
  traffic: {
    // Half of them send the same again, and that half must cost nothing.
    [BAD]: createTraffic({
      ...mixed,
      stream: BAD,
      rate: rate * TIMES,
      sites: 1_000,
      returningShare: 0.5,
      thinkSeconds: 2,
      opaqueShare: 0.5,
      widgetWeights: [1],
    }),
  },
  // A server that has too much waiting may turn away those whom nobody knows.
  allows: (outcome, { visitor }) =>
    outcome === REFUSALS[flawOf(visitor)] || outcome === 'upstream_unavailable',
  asksWix: ({ visitor }) => flawOf(visitor) !== 'oversized',
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  conclude: (result) => ({
    ...result,
    promises: [...result.promises, ...noSlowerThan(result, 'alone', 'under-attack')],
  }),
});

export default function goodTraffic(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}

let minter: MintToken | undefined;

export function attack(run: Run): void {
  minter ??= createBadMint(run);
  sendBadToken(minter, run.runId);
}

const TOO_LONG = 'x'.repeat(9_000);
const A_DAY = 86_400;

function createBadMint(run: Run): MintToken {
  const issuer = issuerOf(run, settings);
  const key = 'a key that neither Wix nor the app has';
  const mints: Readonly<Record<Flaw, MintToken>> = {
    forged: createMint({ ...issuer, appSecret: key, accessTokenKey: key }, K6_CRYPTO),
    expired: createMint(
      { ...issuer, issuedAt: issuer.issuedAt - A_DAY, expiresAt: issuer.expiresAt - A_DAY },
      K6_CRYPTO,
    ),
    foreign: createMint(
      { ...issuer, appId: OTHER_APP.WIX_CLIENT_ID, appSecret: OTHER_APP.WIX_CLIENT_SECRET },
      K6_CRYPTO,
    ),
    oversized: (visitor) => mintOf(run, settings)(visitor) + TOO_LONG,
  };
  return (visitor) => mints[flawOf(visitor)](visitor);
}
