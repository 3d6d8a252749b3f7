import { expect, test } from 'vitest';

import { openPage } from '../test-support/open-page.ts';

test.each([
  [
    'throws',
    (): never => {
      throw new Error('Wix context is not available');
    },
  ],
  ['rejects', () => Promise.reject(new Error('Failed to resolve auth token'))],
  [
    'resolves to a function, as it does before the SDK has a client',
    () => Promise.resolve((() => 0) as never),
  ],
  [
    'resolves to a response whose body breaks off',
    () =>
      Promise.resolve(
        new Response(new ReadableStream({ start: (c) => c.error(new Error('reset')) })),
      ),
  ],
])('never rejects when fetchWithAuth %s', async (_, fetchWithAuth) => {
  const { addWidget, clock } = openPage();
  const { result } = addWidget({ fetchWithAuth: fetchWithAuth });
  await clock.advance(60_000);
  expect(await result).toEqual({ kind: 'unavailable' });
});
