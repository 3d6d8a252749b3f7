import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../test-support/fake-clock.ts';
import { createSpanBatches } from './span-batches.ts';

const SEND_WITHIN_MS = 5_000;

/** Requests that own batches, and can die: their timers and calls never come back then. */
function setUp({ collectorTakesMs = 0 } = {}) {
  const clock = createFakeClock();
  const sent: string[][] = [];
  let dropped = 0;
  let kept = 0;
  let dead = false;

  const batches = createSpanBatches({
    clock: {
      ...clock,
      after: (ms, callback) => {
        const owner = { isDead: dead, resume: callback };
        owners.push(owner);
        return clock.after(ms, () => {
          if (!owner.isDead) callback();
        });
      },
    },
    async send(spans) {
      const owner = owners.at(-1);
      await new Promise<void>((resolve) => {
        clock.after(collectorTakesMs, () => {
          if (owner && !owner.isDead) resolve();
        });
      });
      sent.push(spans.map(({ name }) => name));
    },
    sendWithinMs: SEND_WITHIN_MS,
    keepAlive: () => {
      kept += 1;
    },
    onDropped: () => {
      dropped += 1;
    },
  });
  const owners: { isDead: boolean; resume: () => void }[] = [];

  return {
    clock,
    sent,
    end: (name: string) => {
      batches.onEnd({ name } as ReadableSpan);
    },
    killOwner: () => {
      for (const owner of owners) owner.isDead = true;
    },
    /** It was only late. */
    resumeOwner: () => {
      owners[0]?.resume();
    },
    set everyOwnerIsDead(value: boolean) {
      dead = value;
    },
    kept: () => kept,
    dropped: () => dropped,
  };
}

test('spans that end together are one call, which one request is kept alive for', async () => {
  const { clock, sent, end, kept } = setUp();
  end('a');
  end('b');
  await clock.advance(30);
  end('c');
  await clock.advance(30);
  expect(sent).toEqual([['a', 'b'], ['c']]);
  expect(kept()).toBe(2);
});

test('a batch whose owner died before it was due is sent by a later request', async () => {
  const { clock, sent, end, killOwner } = setUp();
  end('a');
  killOwner();
  await clock.advance(100);
  end('b');
  await clock.advance(100);
  expect(sent).toEqual([]);
  await clock.advance(400);
  end('c');
  await clock.advance(30);
  expect(sent).toEqual([['a', 'b', 'c']]);
});

test('a batch whose owner died while it was being sent is sent again by a later request', async () => {
  const { clock, sent, end, killOwner } = setUp({ collectorTakesMs: 50 });
  end('a');
  await clock.advance(30);
  killOwner();
  await clock.advance(1_000);
  end('b');
  await clock.advance(100);
  expect(sent).toEqual([['b']]);
  await clock.advance(SEND_WITHIN_MS);
  end('c');
  await clock.advance(100);
  expect(sent).toEqual([['b'], ['a', 'c']]);
});

test('an owner that was late, and not dead, sends nothing twice', async () => {
  const { clock, sent, end, killOwner, resumeOwner } = setUp();
  end('a');
  killOwner();
  await clock.advance(600);
  end('b');
  await clock.advance(30);
  resumeOwner();
  await clock.advance(30);
  expect(sent).toEqual([['a', 'b']]);
});

test('with no owner that lives, memory stays bounded, and the loss is reported', () => {
  const batches = setUp();
  batches.everyOwnerIsDead = true;
  for (let n = 0; n < 10_005; n++) batches.end('a');
  expect(batches.dropped()).toBe(5);
});
