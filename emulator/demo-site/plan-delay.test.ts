import { describe, expect, test } from 'vitest';

import { readConfig } from '../../src/config.ts';
import { DEVELOPMENT_APP } from '../development-app.ts';
import { planDelaySeconds } from './plan-delay.ts';

describe('the longest time until the endpoint returns a changed plan', () => {
  test('is 366 s with the endpoint’s defaults', () => {
    const { instanceTtlMs, staleWhileRevalidateMs } = readConfig(
      (name) => ({ ...DEVELOPMENT_APP })[name as keyof typeof DEVELOPMENT_APP],
    );
    const written = planDelaySeconds({
      INSTANCE_TTL_SECONDS: String(instanceTtlMs / 1000),
      INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: String(staleWhileRevalidateMs / 1000),
    });
    expect([planDelaySeconds(), written]).toEqual([366, 366]);
  });

  test('follows the endpoint’s settings', () => {
    const env = { INSTANCE_TTL_SECONDS: ' 10 ', INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: '0' };
    expect(planDelaySeconds(env)).toBe(11);
  });

  test('ignores a setting that the endpoint refuses', () => {
    expect(planDelaySeconds({ INSTANCE_TTL_SECONDS: 'soon' })).toBe(366);
  });
});
