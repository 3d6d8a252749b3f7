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
    'answers with a function, as before there is a client',
    () => Promise.resolve((() => 0) as never),
  ],
  [
    'answers with a body that breaks off',
    () =>
      Promise.resolve(
        new Response(new ReadableStream({ start: (c) => c.error(new Error('reset')) })),
      ),
  ],
])('never rejects, also where fetchWithAuth %s', async (_, fetchWithAuth) => {
  const { addWidget, clock } = openPage();
  const { result } = addWidget({ fetchWithAuth: fetchWithAuth });
  await clock.advance(60_000);
  expect(await result).toEqual({ kind: 'unavailable' });
});
