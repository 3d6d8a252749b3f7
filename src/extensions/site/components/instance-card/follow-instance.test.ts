import { beforeEach, expect, test, vi } from 'vitest';
import type { InstanceResult } from '../../../../browser/ask-for-instance.ts';
import { createFakeClock } from '../../../../test-support/fake-clock.ts';
import type { CardState } from './card-text.ts';
import { followInstance, PATIENCE_MS } from './follow-instance.ts';

const READY: InstanceResult = {
  kind: 'ready',
  data: { instanceId: 'any', instance: { appName: 'Clock' } },
};

const begin = () => {
  const near = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<InstanceResult>();
  const ask = vi.fn(() => answer.promise);
  const shown: CardState['kind'][] = [];
  const visit = new AbortController();
  const clock = createFakeClock();
  void followInstance({
    near: () => near.promise,
    ask,
    show: ({ kind }) => shown.push(kind),
    signal: visit.signal,
    clock,
  });
  return {
    ask,
    shown,
    visit,
    clock,
    comeNear: () => {
      near.resolve(undefined);
      return clock.advance(0);
    },
    reply: (result: InstanceResult) => {
      answer.resolve(result);
      return clock.advance(0);
    },
  };
};

let card: ReturnType<typeof begin>;
beforeEach(() => {
  card = begin();
});

test('asks only once the card comes near what is seen', async () => {
  await card.clock.advance(60_000);
  expect(card.ask).not.toHaveBeenCalled();
  await card.comeNear();
  expect(card.ask).toHaveBeenCalledOnce();
});

test('shows the answer, and nothing before it', async () => {
  await card.comeNear();
  await card.clock.advance(PATIENCE_MS - 1);
  expect(card.shown).toEqual([]);
  await card.reply(READY);
  await card.clock.advance(PATIENCE_MS);
  expect(card.shown).toEqual(['ready']);
});

test.each(['refused', 'unavailable'] as const)('shows the fallback when %s', async (kind) => {
  await card.comeNear();
  await card.reply({ kind });
  expect(card.shown).toEqual(['fallback']);
});

test('shows the fallback when the answer takes long, and the answer when it comes', async () => {
  await card.comeNear();
  await card.clock.advance(PATIENCE_MS);
  expect(card.shown).toEqual(['fallback']);
  await card.reply(READY);
  expect(card.shown).toEqual(['fallback', 'ready']);
});

test('shows nothing more once the card is gone', async () => {
  await card.comeNear();
  card.visit.abort();
  await card.clock.advance(PATIENCE_MS);
  await card.reply(READY);
  expect(card.shown).toEqual([]);
});
