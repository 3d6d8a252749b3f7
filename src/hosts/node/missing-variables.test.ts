import { expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import { missingVariables } from './missing-variables.ts';

test('names the routes that fail without an optional variable', () => {
  expect(missingVariables({ ...DEVELOPMENT_APP })).toEqual([]);
  expect(missingVariables({ ...DEVELOPMENT_APP, WIX_CLIENT_PUBLIC_KEY: ' ' })).toEqual([
    expect.stringMatching(/^WIX_CLIENT_PUBLIC_KEY is not set: webhooks .* are refused/),
  ]);
  expect(missingVariables({}).map((line) => line.split(' ')[0])).toEqual([
    'WIX_CLIENT_PUBLIC_KEY',
    'WIX_CLIENT_INSTANCE_ID',
  ]);
});
