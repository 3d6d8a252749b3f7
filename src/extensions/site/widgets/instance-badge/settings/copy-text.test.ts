import { expect, test, vi } from 'vitest';
import { copyText } from './copy-text.ts';

const refused = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));

test('writes to the clipboard without using the selection', async () => {
  const write = vi.fn(() => Promise.resolve());
  const copySelected = vi.fn(() => true);
  expect(await copyText('a', { write, copySelected })).toBe(true);
  expect(write).toHaveBeenCalledWith('a');
  expect(copySelected).not.toHaveBeenCalled();
});

test('copies a selection if writing is not allowed', async () => {
  const copySelected = vi.fn(() => true);
  expect(await copyText('a', { write: refused, copySelected })).toBe(true);
  expect(copySelected).toHaveBeenCalledWith('a');
});

test('returns false if neither works', async () => {
  const throws = () => {
    throw new Error('no');
  };
  expect(await copyText('a', { write: refused, copySelected: () => false })).toBe(false);
  expect(await copyText('a', { write: refused, copySelected: throws })).toBe(false);
});
