/* Does good traffic keep its latency beside three bad requests for each good one? */

import { FORGERS_KEY } from '../../emulator/tokens/access-token-format.ts';
import { OTHER_APP } from '../../emulator/development-app.ts';
import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES, type Outcome } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { K6_CRYPTO } from '../script/crypto.ts';
import { issuerOf, mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { noSlowerThan } from '../thresholds/thresholds.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic, type Visitor } from '../traffic/page-view.ts';
import { createMint, type MintToken } from '../traffic/tokens.ts';

const plan = PLANS['bad-tokens'];
const settings = readSettings(__ENV, plan);
const { rate } = settings;
/** Most visitors must be returning ones before a busy day without an attack is compared to one with it. */
const fillingSeconds = Math.round(settings.seconds / 4);
const aloneSeconds = fillingSeconds;
const attackFrom = fillingSeconds + aloneSeconds;
const attackSeconds = settings.seconds - attackFrom;

const GOOD = 1;
const BAD = 2;
/** In page views. A bad page view is one request; a good one is three on average. */
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
});

/** The flaws of the tokens that this profile sends, and the refusal that each must get. */
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
    // Half of them send the same token again, which must cost no call.
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
  // An overloaded server may refuse unknown visitors.
  allows: (outcome, { visitor }) =>
    outcome === REFUSALS[flawOf(visitor)] || outcome === 'upstream_unavailable',
  inspectEvery: 0,
  needsVerdict: ({ visitor }) => flawOf(visitor) !== 'oversized',
});

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  conclude: (result) => ({
    ...result,
    objectives: [...result.objectives, ...noSlowerThan(result, 'alone', 'under-attack')],
  }),
});

export default function goodTraffic(run: Run): void {
  viewPage(mintOf(run, settings));
}

let minter: MintToken | undefined;

export function attack(run: Run): void {
  minter ??= createBadMint(run);
  sendBadToken(minter);
}

const TOO_LONG = 'x'.repeat(9_000);
const A_DAY = 86_400;

function createBadMint(run: Run): MintToken {
  const issuer = issuerOf(run, settings);
  const mints: Readonly<Record<Flaw, MintToken>> = {
    forged: createMint(
      { ...issuer, appSecret: FORGERS_KEY, accessTokenKey: FORGERS_KEY },
      K6_CRYPTO,
    ),
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
