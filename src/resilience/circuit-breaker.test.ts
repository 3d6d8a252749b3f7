import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { type CircuitState, createCircuitBreaker } from './circuit-breaker.ts';
import { type Failed, failed, type UpstreamFailure } from './failure.ts';

type Result = { readonly kind: 'answered' | 'not_found' | 'unauthorized' | 'inactive' } | Failed;

const GOOD: Result = { kind: 'answered' };
const DOWN = failed({ kind: 'error', reason: 'status', status: 500 });
const circuitOpen = (retryAfterSeconds: number) =>
  failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });
const throttled = (retryAfterSeconds: number) =>
  failed({ kind: 'rate_limited', retryAfterSeconds, called: true });
/** What a paused operation returns instead of a call. */
const paused = (retryAfterSeconds: number) =>
  failed({ kind: 'rate_limited', retryAfterSeconds, called: false });
const retryLater = (retryAfterSeconds: number) =>
  failed({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds });
const bug = () => Promise.reject(new TypeError('a bug'));

function setUp(options: { readonly pausesWhenThrottled?: boolean } = {}) {
  const clock = createFakeClock();
  const changes: CircuitState[] = [];
  const breaker = createCircuitBreaker({
    clock,
    onCircuitChange: (state) => changes.push(state),
    ...options,
  });
  const run = (result: Result) => breaker.run(() => Promise.resolve(result));
  return {
    breaker,
    changes,
    run,
    runTimes: async (times: number, result: Result) => {
      for (let i = 0; i < times; i += 1) await run(result);
    },
    /** Starts attempts that return when `end` is called. */
    start: (count: number) => {
      const { promise, resolve } = Promise.withResolvers<Result>();
      const attempts = Array.from({ length: count }, () => breaker.run(() => promise));
      return {
        end: (result: Result) => {
          resolve(result);
          return Promise.all(attempts);
        },
      };
    },
    advance: clock.advance,
    /** Moves only the wall clock. */
    jump: clock.jump,
  };
}

describe('a closed circuit', () => {
  test.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'not_json' },
    { kind: 'error', reason: 'status', status: 500 },
    { kind: 'error', reason: 'status', status: 503 },
    { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 0 },
    { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 4 },
  ])('opens after ten outages, and then makes no attempt: %o', async (failure) => {
    const { breaker, run, runTimes } = setUp();
    await runTimes(9, failed(failure));
    expect(breaker.state).toBe('closed');
    expect(await run(failed(failure))).toEqual(failed(failure));
    expect(breaker.state).toBe('open');

    let made = 0;
    const rejected = await breaker.run(() => {
      made += 1;
      return Promise.resolve(GOOD);
    });
    expect(rejected).toEqual(circuitOpen(5));
    expect(made).toBe(0);
  });

  test.each<Result>([
    failed({ kind: 'error', reason: 'status', status: 400 }),
    failed({ kind: 'error', reason: 'status', status: 401 }),
    failed({ kind: 'error', reason: 'status', status: 403 }),
    failed({ kind: 'error', reason: 'status', status: 404 }),
    failed({ kind: 'error', reason: 'unexpected_answer' }),
    throttled(20),
    { kind: 'not_found' },
    { kind: 'unauthorized' },
    { kind: 'inactive' },
    GOOD,
  ])('stays closed after a hundred results that are no outage: %o', async (result) => {
    const { breaker, runTimes } = setUp();
    await runTimes(100, result);
    expect(breaker.state).toBe('closed');
  });

  test('opens when more than half of the attempts fail, and not at half', async () => {
    const { breaker, runTimes } = setUp();
    await runTimes(10, GOOD);
    await runTimes(10, DOWN);
    expect(breaker.state).toBe('closed');
    await runTimes(1, DOWN);
    expect(breaker.state).toBe('open');
  });

  test('counts only the last fifty attempts', async () => {
    const { breaker, run, runTimes } = setUp();
    await run(DOWN);
    await runTimes(25, GOOD);
    await runTimes(25, DOWN);
    // The first failure is the 51st last attempt. With it, more than half would have failed.
    expect(breaker.state).toBe('closed');
    await run(DOWN);
    expect(breaker.state).toBe('open');
  });

  test('counts attempts, not seconds, so that it opens for a quiet site too', async () => {
    const { breaker, run, advance } = setUp();
    for (let i = 0; i < 10; i += 1) {
      await run(DOWN);
      await advance(60_000);
    }
    expect(breaker.state).toBe('open');
  });

  test('opens as soon after many good attempts, whatever the wall clock does', async () => {
    const { breaker, runTimes, jump } = setUp();
    await runTimes(10_000, GOOD);
    jump(-3_600_000);
    await runTimes(25, DOWN);
    expect(breaker.state).toBe('closed');
    await runTimes(1, DOWN);
    expect(breaker.state).toBe('open');
  });

  test('rethrows an error, and does not count it', async () => {
    const { breaker, runTimes } = setUp();
    for (let i = 0; i < 20; i += 1) await expect(breaker.run(bug)).rejects.toThrow('a bug');
    expect(breaker.state).toBe('closed');
    await runTimes(10, DOWN);
    expect(breaker.state).toBe('open');
  });
});

describe('an open circuit', () => {
  test('returns the time until the next probe', async () => {
    const { run, runTimes, advance } = setUp();
    await runTimes(10, DOWN);
    await advance(1_500);
    expect(await run(GOOD)).toEqual(circuitOpen(4));
    await advance(3_499);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
  });

  test('lets one attempt probe after five seconds, and closes if it succeeds', async () => {
    const { breaker, changes, run, runTimes, advance } = setUp();
    await runTimes(10, DOWN);
    await advance(4_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);

    const { promise, resolve } = Promise.withResolvers<Result>();
    const probe = breaker.run(() => promise);
    expect(breaker.state).toBe('half_open');
    // Other attempts do not wait for the probe.
    expect(await run(GOOD)).toEqual(circuitOpen(5));

    resolve(GOOD);
    expect(await probe).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
    expect(await run(GOOD)).toEqual(GOOD);
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  test.each([DOWN, GOOD])(
    'does not postpone the probe for earlier attempts that return late with %o',
    async (late) => {
      const { breaker, run, runTimes, start, advance } = setUp();
      const earlier = start(20);
      await runTimes(10, DOWN);
      await advance(3_000);
      await earlier.end(late);
      expect(breaker.state).toBe('open');
      expect(await run(GOOD)).toEqual(circuitOpen(2));
      await advance(2_000);
      expect(await run(GOOD)).toEqual(GOOD);
      expect(breaker.state).toBe('closed');
    },
  );

  test('can be probed after five seconds although the wall clock went back an hour', async () => {
    const { breaker, run, runTimes, advance, jump } = setUp();
    await runTimes(10, DOWN);
    jump(-3_600_000);
    await advance(4_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
  });

  test('can be probed repeatedly while the wall clock goes back an hour each time', async () => {
    const { run, runTimes, advance, jump } = setUp();
    await runTimes(10, DOWN);
    for (let probe = 0; probe < 3; probe += 1) {
      jump(-3_600_000);
      expect(await run(GOOD)).toEqual(circuitOpen(5));
      await advance(5_000);
      expect(await run(DOWN)).toEqual(DOWN);
    }
    await advance(5_000);
    expect(await run(GOOD)).toEqual(GOOD);
  });
});

describe('a half-open circuit', () => {
  async function setUpProbeDue() {
    const setup = setUp();
    await setup.runTimes(10, DOWN);
    await setup.advance(5_000);
    return setup;
  }

  test('lets another attempt probe when the first probe does not return', async () => {
    const { breaker, changes, run, advance } = await setUpProbeDue();
    void breaker.run(() => never<Result>());
    await advance(4_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
    // The second probe changes no state.
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  test('follows the newest probe when an older one returns late', async () => {
    const { breaker, run, start, advance } = await setUpProbeDue();
    const first = start(1);
    await advance(5_000);
    expect(await run(GOOD)).toEqual(GOOD);
    await first.end(DOWN);
    expect(breaker.state).toBe('closed');
  });

  test('stays open after a probe that made no call', async () => {
    const { breaker, run } = await setUpProbeDue();
    await run(paused(9));
    expect(breaker.state).toBe('open');
    expect(await run(GOOD)).toEqual(circuitOpen(5));
  });

  test('stays open after a probe that throws', async () => {
    const { breaker } = await setUpProbeDue();
    await expect(breaker.run(bug)).rejects.toThrow();
    expect(breaker.state).toBe('open');
  });

  test.each([DOWN, GOOD])(
    'ignores attempts from before the outage that return with %o during the probe',
    async (late) => {
      const { breaker, runTimes, start, advance } = setUp();
      const earlier = start(20);
      await runTimes(10, DOWN);
      await advance(5_000);
      const probe = start(1);
      await earlier.end(late);
      expect(breaker.state).toBe('half_open');
      await probe.end(GOOD);
      expect(breaker.state).toBe('closed');
    },
  );

  test('closes after a good probe, whatever earlier attempts returned while it was open', async () => {
    const { breaker, run, runTimes, start, advance } = setUp();
    const earlier = start(20);
    await runTimes(10, DOWN);
    await earlier.end(DOWN);
    await advance(5_000);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
  });

  test('stays open for another five seconds when the probe fails', async () => {
    const { breaker, run, advance } = await setUpProbeDue();
    expect(await run(DOWN)).toEqual(DOWN);
    expect(breaker.state).toBe('open');
    expect(await run(GOOD)).toEqual(circuitOpen(5));
    await advance(4_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
  });

  test('closes when the upstream refuses the probe, because the upstream answered', async () => {
    const { breaker, run } = await setUpProbeDue();
    await run(failed({ kind: 'error', reason: 'status', status: 401 }));
    expect(breaker.state).toBe('closed');
  });

  test('starts a new count when it closes: nine failures leave it closed, ten open it', async () => {
    const { breaker, run, runTimes } = await setUpProbeDue();
    await run(GOOD);
    await runTimes(9, DOWN);
    expect(breaker.state).toBe('closed');
    await runTimes(1, DOWN);
    expect(breaker.state).toBe('open');
  });
});

describe('an outage with a Retry-After', () => {
  test.each([
    [0, 5],
    [4, 5],
    [5, 5],
    [5.2, 6],
    [30, 30],
    [60, 60],
  ])('of %d s opens the circuit for %d s', async (retryAfterSeconds, seconds) => {
    const { run, runTimes } = setUp();
    await runTimes(10, retryLater(retryAfterSeconds));
    expect(await run(GOOD)).toEqual(circuitOpen(seconds));
  });

  test('lets no probe out before the upstream allows it', async () => {
    const { breaker, run, runTimes, advance } = setUp();
    await runTimes(10, retryLater(30));
    await advance(29_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(breaker.state).toBe('closed');
  });

  test('applies after a probe too', async () => {
    const { breaker, run, runTimes, advance } = setUp();
    await runTimes(10, DOWN);
    await advance(5_000);
    expect(await run(retryLater(20))).toEqual(retryLater(20));
    expect(breaker.state).toBe('open');
    expect(await run(GOOD)).toEqual(circuitOpen(20));
  });
});

describe('a breaker that does not pause', () => {
  test('opens for five seconds in an outage whose last attempt was throttled', async () => {
    const { run, runTimes } = setUp();
    await runTimes(9, DOWN);
    await run(throttled(30));
    expect(await run(GOOD)).toEqual(circuitOpen(5));
  });

  test.each([throttled(30), retryLater(30)])(
    'stays closed after one attempt that shall be repeated later: %o',
    async (result) => {
      const { breaker, run } = setUp();
      await run(result);
      expect(breaker.state).toBe('closed');
      expect(await run(GOOD)).toEqual(GOOD);
    },
  );
});

describe('a breaker that pauses when throttled', () => {
  const setUpPausing = () => setUp({ pausesWhenThrottled: true });

  test('makes no attempt after one throttled attempt, until its Retry-After is over', async () => {
    const { breaker, changes, run, advance } = setUpPausing();
    expect(await run(throttled(30))).toEqual(throttled(30));
    let made = 0;
    const attempt = () => {
      made += 1;
      return Promise.resolve(GOOD);
    };
    for (let i = 0; i < 200; i += 1) expect(await breaker.run(attempt)).toEqual(paused(30));
    await advance(12_500);
    expect(await breaker.run(attempt)).toEqual(paused(18));
    await advance(17_499);
    expect(await breaker.run(attempt)).toEqual(paused(1));
    expect(made).toBe(0);

    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  test.each([
    [0.4, 1],
    [1, 1],
    [2, 2],
    [60, 60],
  ])('pauses for a Retry-After of %d s, returned as %d s', async (retryAfterSeconds, seconds) => {
    const { run, advance } = setUpPausing();
    await run(throttled(retryAfterSeconds));
    await advance(retryAfterSeconds * 1000 - 1);
    expect(await run(GOOD)).toEqual(paused(1));
    await advance(1);
    await run(throttled(retryAfterSeconds));
    expect(await run(GOOD)).toEqual(paused(seconds));
  });

  test('lets one attempt probe after the pause, and others do not wait for it', async () => {
    const { breaker, run, start, advance } = setUpPausing();
    await run(throttled(30));
    await advance(30_000);
    const probe = start(1);
    expect(breaker.state).toBe('half_open');
    expect(await run(GOOD)).toEqual(paused(5));
    await probe.end(GOOD);
    expect(await run(GOOD)).toEqual(GOOD);
  });

  test('pauses again when the probe is throttled, for its Retry-After', async () => {
    const { breaker, run, advance } = setUpPausing();
    await run(throttled(30));
    await advance(30_000);
    await run(throttled(10));
    expect(breaker.state).toBe('open');
    await advance(9_999);
    expect(await run(GOOD)).toEqual(paused(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
  });

  test('is open after an outage of the probe, and no longer throttled', async () => {
    const { run, advance } = setUpPausing();
    await run(throttled(30));
    await advance(30_000);
    await run(DOWN);
    expect(await run(GOOD)).toEqual(circuitOpen(5));
  });

  test('opens after one attempt that the upstream asks to repeat later', async () => {
    const { run, advance } = setUpPausing();
    await run(retryLater(30));
    expect(await run(GOOD)).toEqual(circuitOpen(30));
    await advance(29_999);
    expect(await run(GOOD)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await run(GOOD)).toEqual(GOOD);
  });

  test.each([
    throttled(0),
    retryLater(0),
    paused(30),
    failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 }),
    DOWN,
    failed({ kind: 'timeout' }),
    GOOD,
  ])('does not pause after one attempt that ended otherwise: %o', async (result) => {
    const { breaker, run } = setUpPausing();
    await run(result);
    expect(breaker.state).toBe('closed');
  });

  test('ignores attempts from before the pause that return during it', async () => {
    const { run, start, advance } = setUpPausing();
    const earlier = start(20);
    await run(throttled(10));
    await advance(4_000);
    await earlier.end(throttled(60));
    expect(await run(GOOD)).toEqual(paused(6));
    await advance(6_000);
    expect(await run(GOOD)).toEqual(GOOD);
  });

  test('ends its pause in time although the wall clock jumps', async () => {
    const { run, advance, jump } = setUpPausing();
    await run(throttled(10));
    jump(3_600_000);
    expect(await run(GOOD)).toEqual(paused(10));
    jump(-7_200_000);
    await advance(10_000);
    expect(await run(GOOD)).toEqual(GOOD);
  });

  test('opens in an outage as any other breaker', async () => {
    const { run, runTimes } = setUpPausing();
    await runTimes(10, DOWN);
    expect(await run(GOOD)).toEqual(circuitOpen(5));
  });
});
