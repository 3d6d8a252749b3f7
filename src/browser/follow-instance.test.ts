import { beforeEach, expect, test, vi } from 'vitest';
import type { InstanceResult } from './ask-for-instance.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { followInstance, PATIENCE_MS, type WidgetState } from './follow-instance.ts';

const READY: InstanceResult = {
  kind: 'ready',
  data: { instanceId: 'any', instance: { appName: 'Clock' } },
};

const begin = () => {
  const near = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<InstanceResult>();
  const ask = vi.fn(() => answer.promise);
  const shown: WidgetState['kind'][] = [];
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

let widget: ReturnType<typeof begin>;
beforeEach(() => {
  widget = begin();
});

test('asks only once the widget comes near what is seen', async () => {
  await widget.clock.advance(60_000);
  expect(widget.ask).not.toHaveBeenCalled();
  await widget.comeNear();
  expect(widget.ask).toHaveBeenCalledOnce();
});

test('shows the answer, and nothing before it', async () => {
  await widget.comeNear();
  await widget.clock.advance(PATIENCE_MS - 1);
  expect(widget.shown).toEqual([]);
  await widget.reply(READY);
  await widget.clock.advance(PATIENCE_MS);
  expect(widget.shown).toEqual(['ready']);
});

test.each(['refused', 'unavailable'] as const)('shows the fallback when %s', async (kind) => {
  await widget.comeNear();
  await widget.reply({ kind });
  expect(widget.shown).toEqual(['fallback']);
});

test('shows the fallback when the answer takes long, and the answer when it comes', async () => {
  await widget.comeNear();
  await widget.clock.advance(PATIENCE_MS);
  expect(widget.shown).toEqual(['fallback']);
  await widget.reply(READY);
  expect(widget.shown).toEqual(['fallback', 'ready']);
});

test('shows nothing more once the widget is gone', async () => {
  await widget.comeNear();
  widget.visit.abort();
  await widget.clock.advance(PATIENCE_MS);
  await widget.reply(READY);
  expect(widget.shown).toEqual([]);
});
