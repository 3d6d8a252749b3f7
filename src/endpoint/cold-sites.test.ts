import { expect, test } from 'vitest';
import type { Clock } from '../resilience/clock.ts';
import { composeEndpoint } from '../test-support/compose-endpoint.ts';
import { createFakeWix } from '../test-support/fake-wix.ts';
import { signInstance } from '../test-support/sign-instance.ts';
import type { WixCalls } from '../wix/wix-calls.ts';

const SITES = 1_000;
const REQUESTS_PER_SECOND = 200;
const SECONDS = 35;
const CALL_MS = 1_500;
/** A load makes two calls and takes 3 s, and 64 run at a time: eleven rounds end within 35 s. */
const POSSIBLE_LOADS = 11 * 64;
/** Requests arrive in groups, because each stop of the clock takes time. */
const GROUP = 10;

/** The same numbers on every run, uniform in [0, 1): mulberry32. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Delays each call by `CALL_MS`. */
function slowWix(clock: Clock): Partial<WixCalls> {
  const wix = createFakeWix();
  const pause = () =>
    new Promise<void>((resolve) => {
      clock.after(CALL_MS, resolve);
    });
  return {
    appToken: (instanceId, scope) => pause().then(() => wix.appToken(instanceId, scope)),
    getAppInstance: (token, scope) => pause().then(() => wix.getAppInstance(token, scope)),
  };
}

test.each([1, 2, 3])(
  'while Wix is slow and many sites are cold, hardly a load is wasted (seed %d)',
  async (seed) => {
    const { clock, wix, instances, send } = composeEndpoint();
    wix.answer(slowWix(clock));
    const random = pseudoRandom(seed);
    const tokens = Array.from({ length: SITES }, (_, site) =>
      signInstance({ instanceId: `i-${site}` }),
    );
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < SECONDS * REQUESTS_PER_SECOND; sent += GROUP) {
      for (let n = 0; n < GROUP; n += 1) {
        const authorization = tokens[Math.floor(random() * SITES)];
        void Promise.resolve(send({ authorization })).then(({ status }) => {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        });
      }
      await clock.advance((1_000 * GROUP) / REQUESTS_PER_SECOND);
    }

    expect(instances.size / POSSIBLE_LOADS).toBeGreaterThanOrEqual(0.98);
    // A queue that cannot drain in time is an outage to those who wait in it, and never a denial.
    expect([...statuses.keys()].sort()).toEqual([200, 503, 504]);
  },
);
