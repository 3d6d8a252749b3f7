import { beforeEach, expect, test } from 'vitest';
import { createFakeClock } from '../../../../../test-support/fake-clock.ts';
import { SAVE_LIMIT_MS, saveLatest } from './save-latest.ts';

type Save = (value: string) => Promise<void>;

const begin = () => {
  const clock = createFakeClock();
  const saved: string[] = [];
  const outcomes: string[] = [];
  const editor: { takes: Save } = { takes: () => Promise.resolve() };
  const type = saveLatest({
    save: (value) => {
      saved.push(value);
      return editor.takes(value);
    },
    report: (outcome) => outcomes.push(outcome),
    clock,
  });
  return { clock, saved, outcomes, editor, type, settle: () => clock.advance(0) };
};

let field: ReturnType<typeof begin>;
beforeEach(() => {
  field = begin();
});

test('saves what was typed, and says so', async () => {
  field.type('a');
  await field.settle();
  expect(field.saved).toEqual(['a']);
  expect(field.outcomes).toEqual(['saved']);
});

test('saves one at a time, the latest next, and never an older one after it', async () => {
  const first = Promise.withResolvers<undefined>();
  field.editor.takes = async () => first.promise;
  for (const text of ['a', 'ab', 'abc']) field.type(text);
  await field.settle();
  expect(field.saved).toEqual(['a']);
  first.resolve(undefined);
  await field.settle();
  expect(field.saved).toEqual(['a', 'abc']);
  expect(field.outcomes).toEqual(['saved']);
});

test('says when the editor does not take it, and saves the next', async () => {
  field.editor.takes = () => Promise.reject(new Error('no'));
  field.type('a');
  await field.settle();
  field.editor.takes = () => Promise.resolve();
  field.type('ab');
  await field.settle();
  expect(field.outcomes).toEqual(['failed', 'saved']);
});

test('takes an editor that throws at once for one that does not take it', async () => {
  field.editor.takes = () => {
    throw new Error('no host');
  };
  field.type('a');
  await field.settle();
  expect(field.outcomes).toEqual(['failed']);
});

test('does not wait for ever for an editor that does not answer', async () => {
  field.editor.takes = () => new Promise(() => {});
  field.type('a');
  await field.clock.advance(SAVE_LIMIT_MS - 1);
  expect(field.outcomes).toEqual([]);
  await field.clock.advance(1);
  expect(field.outcomes).toEqual(['failed']);
});
