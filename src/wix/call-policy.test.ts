import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Asked, UpstreamFailure } from '../get-instance/upstream.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createCallPolicy } from './call-policy.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };
const failed = (failure: UpstreamFailure): Answer => ({ kind: 'failed', failure });
const DOWN = failed({ kind: 'error', reason: 'status', status: 500 });
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
const circuitOpen = (retryAfterSeconds: number) =>
  failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });

// The library has timers and a wall clock of its own.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp({ timeoutMs = 2_000, maxConcurrency = 100 } = {}) {
  const clock = createFakeClock();
  const policy = createCallPolicy({ timeoutMs, maxConcurrency, clock });
  const call = (answer: Answer) => policy.execute(() => Promise.resolve(answer));
  return {
    policy,
    call,
    async callTimes(times: number, answer: Answer) {
      for (let i = 0; i < times; i += 1) await call(answer);
    },
    async advance(ms: number) {
      await vi.advanceTimersByTimeAsync(ms);
      await clock.advance(ms);
    },
    /** Puts the wall clock elsewhere. */
    jump(ms: number) {
      vi.setSystemTime(Date.now() + ms);
    },
  };
}

function watch<T>(promise: Promise<T>): { settled?: T } {
  const watched: { settled?: T } = {};
  void promise.then((settled) => {
    watched.settled = settled;
  });
  return watched;
}

describe('the time limit', () => {
  it('is not noticed by a call that answers in time', async () => {
    const { call, advance } = setUp();
    expect(await call(WELL)).toEqual(WELL);
    expect(await call(DOWN)).toEqual(DOWN);
    await advance(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a call that does not answer, and tells it so', async () => {
    const { policy, advance } = setUp();
    let signal: AbortSignal | undefined;
    const call = watch(
      policy.execute((given) => {
        signal = given;
        return never<Answer>();
      }),
    );
    await advance(1_999);
    expect(call.settled).toBeUndefined();
    expect(signal?.aborted).toBe(false);
    await advance(1);
    expect(call.settled).toEqual(failed({ kind: 'timeout' }));
    expect(signal?.aborted).toBe(true);
    expect(policy.inFlight).toBe(0);
  });

  it('is what a call failed by that ends, as it should, when it is told to', async () => {
    const { policy, advance } = setUp();
    const call = watch(
      policy.execute(
        (signal) =>
          new Promise<Answer>((resolve) => {
            signal.addEventListener('abort', () => {
              resolve(failed({ kind: 'error', reason: 'network' }));
            });
          }),
      ),
    );
    await advance(2_000);
    expect(call.settled).toEqual(failed({ kind: 'timeout' }));
  });

  it('counts from when the call is made, not from when it began to wait', async () => {
    const { policy, advance } = setUp({ maxConcurrency: 1 });
    const first = watch(policy.execute(() => never<Answer>()));
    const second = watch(policy.execute(() => never<Answer>()));
    await advance(2_000);
    expect(first.settled).toBeDefined();
    await advance(1_999);
    expect(second.settled).toBeUndefined();
    await advance(1);
    expect(second.settled).toEqual(failed({ kind: 'timeout' }));
  });
});

describe('the pool', () => {
  it('lets so many be under way, four times as many wait, and turns the next away', async () => {
    const { policy } = setUp({ maxConcurrency: 2 });
    const { promise, resolve } = Promise.withResolvers<Answer>();
    let made = 0;
    const ask = () =>
      policy.execute(() => {
        made += 1;
        return promise;
      });
    const accepted = Array.from({ length: 10 }, ask);
    expect(policy.inFlight).toBe(2);
    expect(await ask()).toEqual(QUEUE_FULL);
    expect(made).toBe(2);

    resolve(WELL);
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 10 }, () => WELL));
    expect(made).toBe(10);
    expect(policy.inFlight).toBe(0);
  });

  it('gives its place back also when a call is a bug', async () => {
    const { policy } = setUp({ maxConcurrency: 1 });
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(policy.execute(bug)).rejects.toThrow('a bug');
    await expect(
      policy.execute(() => {
        throw new TypeError('another');
      }),
    ).rejects.toThrow('another');
    expect(policy.inFlight).toBe(0);
  });

  it('that is full says nothing about Wix: the circuit stays closed', async () => {
    const { policy } = setUp({ maxConcurrency: 1 });
    const held = Promise.withResolvers<Answer>();
    const accepted = Array.from({ length: 5 }, () => policy.execute(() => held.promise));
    for (let i = 0; i < 100; i += 1) {
      expect(await policy.execute(() => never<Answer>())).toEqual(QUEUE_FULL);
    }
    expect(policy.circuit).toBe('closed');
    held.resolve(WELL);
    await Promise.all(accepted);
  });
});

describe('the circuit', () => {
  it.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'malformed_answer' },
    { kind: 'error', reason: 'status', status: 500 },
    { kind: 'error', reason: 'status', status: 503 },
  ])('opens after ten outages, and then no call is made: %o', async (failure) => {
    const { policy, call, callTimes } = setUp();
    await callTimes(9, failed(failure));
    expect(policy.circuit).toBe('closed');
    expect(await call(failed(failure))).toEqual(failed(failure));
    expect(policy.circuit).toBe('open');

    let made = 0;
    const refused = await policy.execute(() => {
      made += 1;
      return Promise.resolve(WELL);
    });
    expect(refused).toEqual(circuitOpen(5));
    expect(made).toBe(0);
  });

  it.each<object>([
    failed({ kind: 'error', reason: 'status', status: 400 }),
    failed({ kind: 'error', reason: 'status', status: 401 }),
    failed({ kind: 'error', reason: 'status', status: 403 }),
    failed({ kind: 'error', reason: 'status', status: 404 }),
    failed({ kind: 'rate_limited', retryAfterSeconds: 20, asked: true }),
    { kind: 'not_found' },
    { kind: 'unauthorized' },
    { kind: 'answered', value: { active: false } },
    WELL,
  ])('stays closed after a hundred of what is no outage: %o', async (answer) => {
    const { policy, callTimes } = setUp();
    await callTimes(100, answer as Answer);
    expect(policy.circuit).toBe('closed');
  });

  it('opens when more than half of the calls fail, and not at half', async () => {
    const { policy, callTimes } = setUp();
    await callTimes(10, WELL);
    await callTimes(10, DOWN);
    expect(policy.circuit).toBe('closed');
    await callTimes(1, DOWN);
    expect(policy.circuit).toBe('open');
  });

  it('does not count what was long ago against Wix', async () => {
    const { policy, callTimes, advance } = setUp();
    for (let second = 0; second < 12; second += 1) {
      await callTimes(second < 2 ? 4 : 1, second < 2 ? DOWN : WELL);
      await advance(1_000);
    }
    await callTimes(5, DOWN);
    expect(policy.circuit).toBe('closed');
  });

  it('says how long it stays open', async () => {
    const { call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(1_500);
    expect(await call(WELL)).toEqual(circuitOpen(4));
    await advance(3_499);
    expect(await call(WELL)).toEqual(circuitOpen(1));
  });

  it('lets one call through after five seconds, and closes when that goes well', async () => {
    const { policy, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);

    const probe = Promise.withResolvers<Answer>();
    let made = 0;
    const ask = () =>
      policy.execute(() => {
        made += 1;
        return probe.promise;
      });
    const answers = [ask(), ask(), ask()];
    await settle();
    expect(policy.circuit).toBe('half_open');
    expect(made).toBe(1);

    probe.resolve(WELL);
    expect(await Promise.all(answers)).toEqual([WELL, WELL, WELL]);
    expect(policy.circuit).toBe('closed');
  });

  it('stays open for another five seconds when the probe fails', async () => {
    const { policy, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    expect(await call(DOWN)).toEqual(DOWN);
    expect(policy.circuit).toBe('open');
    expect(await call(WELL)).toEqual(circuitOpen(5));
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await call(WELL)).toEqual(WELL);
    expect(policy.circuit).toBe('closed');
  });

  it('takes a refusal for a good sign: whoever refuses is there', async () => {
    const { policy, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await call(failed({ kind: 'error', reason: 'status', status: 401 }));
    expect(policy.circuit).toBe('closed');
  });

  it('starts counting anew once it has closed', async () => {
    const { policy, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await call(WELL);
    await callTimes(8, DOWN);
    expect(policy.circuit).toBe('closed');
  });

  it('is probed after five seconds though the wall clock was put back an hour', async () => {
    const { policy, call, callTimes, advance, jump } = setUp();
    await callTimes(10, DOWN);
    jump(-3_600_000);
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await call(WELL)).toEqual(WELL);
    expect(policy.circuit).toBe('closed');
  });

  it('is probed again and again while the wall clock is an hour back', async () => {
    const { call, callTimes, advance, jump } = setUp();
    await callTimes(10, DOWN);
    for (let probe = 0; probe < 3; probe += 1) {
      jump(-3_600_000);
      expect(await call(WELL)).toEqual(circuitOpen(5));
      await advance(5_000);
      expect(await call(DOWN)).toEqual(DOWN);
    }
    await advance(5_000);
    expect(await call(WELL)).toEqual(WELL);
  });

  it('is not closed by a probe that found no place in the pool', async () => {
    const { policy, advance } = setUp({ maxConcurrency: 1, timeoutMs: 60_000 });
    const ends: ((answer: Answer) => void)[] = [];
    const ask = () =>
      policy.execute(
        () =>
          new Promise<Answer>((resolve) => {
            ends.push(resolve);
          }),
      );
    for (let i = 0; i < 5; i += 1) void ask();
    for (let i = 0; i < 10; i += 1) {
      ends[i]?.(DOWN);
      await settle();
      void ask();
    }
    expect(policy.circuit).toBe('open');
    await advance(5_000);
    expect(await ask()).toMatchObject({ failure: { kind: 'unavailable' } });
    expect(policy.circuit).not.toBe('closed');
  });
});
