import { beforeEach, expect, test, vi } from 'vitest';
import type { InstanceResult } from './ask-for-instance.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { followInstance, LOADING_LIMIT_MS, type WidgetState } from './follow-instance.ts';

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

test('calls only once the widget is near the viewport', async () => {
  await widget.clock.advance(60_000);
  expect(widget.ask).not.toHaveBeenCalled();
  await widget.comeNear();
  expect(widget.ask).toHaveBeenCalledOnce();
});

test('shows nothing before the answer', async () => {
  await widget.comeNear();
  await widget.clock.advance(LOADING_LIMIT_MS - 1);
  expect(widget.shown).toEqual([]);
  await widget.reply(READY);
  await widget.clock.advance(LOADING_LIMIT_MS);
  expect(widget.shown).toEqual(['ready']);
});

test.each(['refused', 'unavailable'] as const)(
  'shows the fallback when the result is %s',
  async (kind) => {
    await widget.comeNear();
    await widget.reply({ kind });
    expect(widget.shown).toEqual(['fallback']);
  },
);

test('shows the fallback when the answer is slow, and the answer when it arrives', async () => {
  await widget.comeNear();
  await widget.clock.advance(LOADING_LIMIT_MS);
  expect(widget.shown).toEqual(['fallback']);
  await widget.reply(READY);
  expect(widget.shown).toEqual(['fallback', 'ready']);
});

test('shows nothing after the widget was removed', async () => {
  await widget.comeNear();
  widget.visit.abort();
  await widget.clock.advance(LOADING_LIMIT_MS);
  await widget.reply(READY);
  expect(widget.shown).toEqual([]);
});
