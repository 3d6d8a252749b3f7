import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, type Asked } from '../get-instance/upstream.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createCallLimits } from './call-limits.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

// The library has timers of its own.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const setUp = ({ timeoutMs = 2_000, maxConcurrency = 100 } = {}) =>
  createCallLimits({ timeoutMs, maxConcurrency });

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function watch<T>(promise: Promise<T>): { settled?: T } {
  const watched: { settled?: T } = {};
  void promise.then((settled) => {
    watched.settled = settled;
  });
  return watched;
}

describe('the time limit', () => {
  it('is not noticed by a call that answers in time', async () => {
    const limits = setUp();
    const down = failed({ kind: 'error', reason: 'network' });
    expect(await limits.execute(() => Promise.resolve(WELL))).toEqual(WELL);
    expect(await limits.execute(() => Promise.resolve<Answer>(down))).toEqual(down);
    await advance(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a call that does not answer, and tells it so', async () => {
    const limits = setUp();
    let signal: AbortSignal | undefined;
    const call = watch(
      limits.execute((given) => {
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
    expect(limits.inFlight).toBe(0);
  });

  it('is what a call failed by that ends, as it should, when it is told to', async () => {
    const limits = setUp();
    const call = watch(
      limits.execute(
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
    const limits = setUp({ maxConcurrency: 1 });
    const first = watch(limits.execute(() => never<Answer>()));
    const second = watch(limits.execute(() => never<Answer>()));
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
    const limits = setUp({ maxConcurrency: 2 });
    const { promise, resolve } = Promise.withResolvers<Answer>();
    let made = 0;
    const ask = () =>
      limits.execute(() => {
        made += 1;
        return promise;
      });
    const accepted = Array.from({ length: 10 }, ask);
    expect(limits.inFlight).toBe(2);
    expect(await ask()).toEqual(QUEUE_FULL);
    expect(made).toBe(2);

    resolve(WELL);
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 10 }, () => WELL));
    expect(made).toBe(10);
    expect(limits.inFlight).toBe(0);
  });

  it('gives its place back also when a call is a bug', async () => {
    const limits = setUp({ maxConcurrency: 1 });
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(limits.execute(bug)).rejects.toThrow('a bug');
    await expect(
      limits.execute(() => {
        throw new TypeError('another');
      }),
    ).rejects.toThrow('another');
    expect(limits.inFlight).toBe(0);
  });
});
