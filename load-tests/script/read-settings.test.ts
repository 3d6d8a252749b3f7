import { describe, expect, test } from 'vitest';
import { PLANS } from '../plans.ts';
import { describedEnvironment } from '../run/k6/describe-answers.ts';
import { readSettings } from './read-settings.ts';

const ENV = {
  LOAD_BASE_URL: 'http://127.0.0.1:1/',
  LOAD_APP_ID: 'app',
  LOAD_APP_SECRET: 'secret',
  ...describedEnvironment(),
};
const EMULATED = { ...ENV, LOAD_EMULATOR_URL: 'http://127.0.0.1:2' };

describe('settings', () => {
  test('default to the plan, in its long or its short form', () => {
    const { rate, durationSeconds } = PLANS.steady.defaults;
    expect(readSettings(EMULATED, PLANS.steady)).toMatchObject({
      baseUrl: 'http://127.0.0.1:1',
      rate,
      seconds: durationSeconds,
      seed: 1,
      opaqueShare: 0.8,
      sharedClient: false,
    });
    expect(readSettings({ ...EMULATED, LOAD_SHORT: 'true' }, PLANS.steady)).toMatchObject({
      rate: PLANS.steady.short.rate,
      seconds: PLANS.steady.short.durationSeconds,
    });
  });

  test('leave out opaque tokens without an emulator, because nobody else can sign them', () => {
    expect(readSettings(ENV, PLANS.steady).opaqueShare).toBe(0);
  });

  test('hold what docs/openapi.yaml describes', () => {
    const { described, describedResponses } = readSettings(ENV, PLANS.steady);
    expect(described.problems).toMatchObject({ missing_token: 401 });
    expect(describedResponses()['OPTIONS']?.['204']).toBeDefined();
  });

  test.each([
    [{ LOAD_RATE: '0' }, 'LOAD_RATE'],
    [{ LOAD_RATE: 'many' }, 'LOAD_RATE'],
    [{ LOAD_DURATION: '30s' }, 'LOAD_DURATION'],
    [{ LOAD_DURATION: '14001' }, 'LOAD_DURATION'],
    [{ LOAD_SEED: '-1' }, 'LOAD_SEED'],
    [{ LOAD_SLOWEST: '0' }, 'LOAD_SLOWEST'],
    [{ LOAD_SHORT: 'yes' }, 'LOAD_SHORT'],
    [{ LOAD_SPEED: '1' }, 'LOAD_SPEED'],
    [{ LOAD_BASE_URL: ' ' }, 'LOAD_BASE_URL'],
    [{ LOAD_APP_SECRET: '' }, 'LOAD_APP_SECRET'],
    [{ LOAD_DESCRIBED_ANSWERS: '' }, 'LOAD_DESCRIBED_ANSWERS'],
  ])('are refused with %o, in one line that names the variable', (wrong, name) => {
    const message = new RegExp(`^${name} .+$`);
    expect(() => readSettings({ ...EMULATED, ...wrong }, PLANS.steady)).toThrow(message);
  });

  test('are refused for a profile that needs an emulator or a restart and has none', () => {
    expect(() => readSettings(ENV, PLANS.brownout)).toThrow(/LOAD_EMULATOR_URL/);
    expect(() => readSettings(EMULATED, PLANS['cold-start'])).toThrow(/LOAD_CONTROL_URL/);
  });
});
