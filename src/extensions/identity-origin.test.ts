import { expect, test } from 'vitest';

import { identityOrigin } from './identity-origin.ts';

test.each([
  [undefined, ''],
  ['  ', ''],
  ['https://identity.example.com', 'https://identity.example.com'],
  ['https://identity.example.com/', 'https://identity.example.com'],
  [' http://localhost:4321 ', 'http://localhost:4321'],
])('takes %j as %j', (value, origin) => {
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
])('refuses %j in one line that names the variable and an example, not the value', (value) => {
  const refuse = () => identityOrigin(value);
  expect(refuse).toThrow(/^PUBLIC_IDENTITY_ORIGIN is not an origin [^\n]* Example: [^\n]*$/);
  expect(refuse).not.toThrow(/secret/);
});
