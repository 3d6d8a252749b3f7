import { beforeEach, expect, test } from 'vitest';
import { createFakeClock } from '../../../../../test-support/fake-clock.ts';
import { SAVE_TIMEOUT_MS, saveLatest } from './save-latest.ts';

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

test('saves the typed text and reports it', async () => {
  field.type('a');
  await field.settle();
  expect(field.saved).toEqual(['a']);
  expect(field.outcomes).toEqual(['saved']);
});

test('saves one value at a time and always continues with the latest', async () => {
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

test('reports a failure of the editor and still saves the next value', async () => {
  field.editor.takes = () => Promise.reject(new Error('no'));
  field.type('a');
  await field.settle();
  field.editor.takes = () => Promise.resolve();
  field.type('ab');
  await field.settle();
  expect(field.outcomes).toEqual(['failed', 'saved']);
});

test('reports a failure if the editor throws synchronously', async () => {
  field.editor.takes = () => {
    throw new Error('no host');
  };
  field.type('a');
  await field.settle();
  expect(field.outcomes).toEqual(['failed']);
});

test('reports a failure if the editor does not answer in time', async () => {
  field.editor.takes = () => new Promise(() => {});
  field.type('a');
  await field.clock.advance(SAVE_TIMEOUT_MS - 1);
  expect(field.outcomes).toEqual([]);
  await field.clock.advance(1);
  expect(field.outcomes).toEqual(['failed']);
});
