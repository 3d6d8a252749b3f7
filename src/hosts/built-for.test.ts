import { expect, test } from 'vitest';
import { builtForAnotherApp } from './built-for.ts';

const BUILT_FOR = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';

test('returns a warning with the app id of the build if a bundle was built for another app', () => {
  const line = builtForAnotherApp(BUILT_FOR, '07e2a990-07e2-4a99-8b0b-07e2a9907e2a');
  expect(line).toContain(BUILT_FOR);
  expect(line).toContain('WIX_CLIENT_ID');
});

test.each([
  [BUILT_FOR, BUILT_FOR.toUpperCase()],
  [BUILT_FOR.toUpperCase(), ` ${BUILT_FOR} `],
  [BUILT_FOR, undefined],
  [BUILT_FOR, ' '],
  [undefined, BUILT_FOR],
])('returns no warning for %s and %s', (builtFor, clientId) => {
  expect(builtForAnotherApp(builtFor, clientId)).toBeUndefined();
});
