import { expect, test, vi } from 'vitest';

import { createFakeClock } from '../../../../test-support/fake-clock.ts';
import { isInEditor } from './is-in-editor.ts';

test.each([
  ['Editor', true],
  ['Preview', false],
  ['Site', false],
  [undefined, false],
])('is determined by Wix’s view mode: %s gives %s', async (viewMode, expected) => {
  const invoke = vi.fn(() => Promise.resolve(viewMode));
  expect(await isInEditor({ clientSdk: { invoke } }, createFakeClock())).toBe(expected);
  expect(invoke).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ namespace: 'window', method: 'viewMode', args: [] }),
  );
});

test('is false on a page without Wix’s SDK', async () => {
  expect(await isInEditor({}, createFakeClock())).toBe(false);
});

test('is false if the call fails', async () => {
  const rejects = () => Promise.reject(new Error('not here'));
  const throws = () => {
    throw new Error('not here');
  };
  expect(await isInEditor({ clientSdk: { invoke: rejects } }, createFakeClock())).toBe(false);
  expect(await isInEditor({ clientSdk: { invoke: throws } }, createFakeClock())).toBe(false);
});

test('is false after one second without an answer', async () => {
  const clock = createFakeClock();
  const answered = vi.fn();
  const never = () => new Promise(() => undefined);
  void isInEditor({ clientSdk: { invoke: never } }, clock).then(answered);
  await clock.advance(999);
  expect(answered).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(answered).toHaveBeenCalledExactlyOnceWith(false);
});
