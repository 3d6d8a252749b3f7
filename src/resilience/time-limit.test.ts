import { describe, expect, it } from 'vitest';
import { failed, type Asked } from './failure.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createTimeLimit } from './time-limit.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };

function setUp() {
  const clock = createFakeClock();
  return {
    withinLimit: createTimeLimit(2_000, clock),
    advance: clock.advance,
    timers: clock.timers,
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
    const { withinLimit, advance, timers } = setUp();
    const down = failed({ kind: 'error', reason: 'network' });
    expect(await withinLimit(() => Promise.resolve(WELL))).toEqual(WELL);
    expect(await withinLimit(() => Promise.resolve<Answer>(down))).toEqual(down);
    await advance(10_000);
    expect(timers()).toBe(0);
  });

  it('ends a call that does not answer, and tells it so', async () => {
    const { withinLimit, advance } = setUp();
    let signal: AbortSignal | undefined;
    const call = watch(
      withinLimit((given) => {
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
  });

  it('is what a call failed by that ends, as it should, when it is told to', async () => {
    const { withinLimit, advance } = setUp();
    const call = watch(
      withinLimit(
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

  it('hands a bug on', async () => {
    const { withinLimit, timers } = setUp();
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(withinLimit(bug)).rejects.toThrow('a bug');
    expect(timers()).toBe(0);
  });
});
