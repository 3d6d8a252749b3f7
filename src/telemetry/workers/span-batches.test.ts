import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../test-support/fake-clock.ts';
import { createSpanBatches } from './span-batches.ts';

const SEND_WITHIN_MS = 5_000;

/** Requests that own batches and can be cancelled. Their timers and calls then never complete. */
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
    /** Completes the calls of a late owner. */
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

test('spans that end together are sent in one call, and one request is kept alive for it', async () => {
  const { clock, sent, end, kept } = setUp();
  end('a');
  end('b');
  await clock.advance(30);
  end('c');
  await clock.advance(30);
  expect(sent).toEqual([['a', 'b'], ['c']]);
  expect(kept()).toBe(2);
});

test('a later request sends a batch whose owner was cancelled before it was due', async () => {
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

test('a later request resends a batch whose owner was cancelled while sending it', async () => {
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

test('an owner that was only late sends nothing twice', async () => {
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

test('memory stays bounded and the loss is reported if every owner is cancelled', () => {
  const batches = setUp();
  batches.everyOwnerIsDead = true;
  for (let n = 0; n < 10_005; n++) batches.end('a');
  expect(batches.dropped()).toBe(5);
});
