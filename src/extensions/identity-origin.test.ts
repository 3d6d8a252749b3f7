import { expect, test } from 'vitest';

import { identityOrigin } from './identity-origin.ts';

test.each([
  [undefined, ''],
  ['  ', ''],
  ['https://identity.example.com', 'https://identity.example.com'],
  ['https://identity.example.com/', 'https://identity.example.com'],
  [' http://localhost:4321 ', 'http://localhost:4321'],
])('reads %j as %j', (value, origin) => {
  expect(identityOrigin(value)).toBe(origin);
});

test.each([
  'identity.example.com',
  'https://',
  'localhost:4321',
  'ftp://identity.example.com',
  'https://me:secret@identity.example.com',
  'https://identity.example.com/api',
  'https://identity.example.com?x',
])('rejects %j in one line that names the variable and an example, but not the value', (value) => {
  const readOrigin = () => identityOrigin(value);
  expect(readOrigin).toThrow(/^PUBLIC_IDENTITY_ORIGIN is not an origin [^\n]* Example: [^\n]*$/);
  expect(readOrigin).not.toThrow(/secret/);
});
