import { expect, test } from 'vitest';

import { identityOrigin } from './identity-origin.ts';

test.each([
  [undefined, ''],
  ['  ', ''],
  ['https://identity.example.com', 'https://identity.example.com'],
  ['https://identity.example.com/', 'https://identity.example.com'],
  [' http://localhost:4321 ', 'http://localhost:4321'],
  ['https://identity-endpoint.invalid', 'https://identity-endpoint.invalid'],
])('takes %j as %j', (value, origin) => {
  expect(identityOrigin(value)).toBe(origin);
});

test.each([
  ['identity.example.com', /is not a URL/],
  ['https://', /is not a URL/],
  ['ftp://identity.example.com', /has to begin with https/],
  ['localhost:4321', /has to begin with https/],
  ['https://me:secret@identity.example.com', /must not hold/],
  ['https://identity.example.com/api', /has to end after the host/],
  ['https://identity.example.com?x', /has to end after the host/],
])('refuses %j in one line that names the variable and an example', (value, fault) => {
  const refuse = () => identityOrigin(value);
  expect(refuse).toThrow(fault);
  expect(refuse).toThrow(
    /^PUBLIC_IDENTITY_ORIGIN [^\n]*, as in PUBLIC_IDENTITY_ORIGIN=https:[^\n]*$/,
  );
  expect(refuse).not.toThrow(/secret/);
});
