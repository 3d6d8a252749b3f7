import { describe, expect, test } from 'vitest';
import { createCallLog } from '../../emulator/world/call-log.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { OPERATIONS, type Operation } from '../../emulator/world/operations.ts';
import type { ProfileName } from '../plan.ts';
import { PLANS } from '../plans.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { upstreamObjectives } from './upstream-objectives.ts';

type Calls = Partial<Record<Operation, number>>;

/** The objectives that a run of one minute misses when each of `instances` causes these calls. */
function missed(...args: Parameters<typeof judgedOf>): string[] {
  const judged = judgedOf(...args);
  expect(judged.length).toBeGreaterThan(3);
  return judged.filter(({ met }) => !met).map(({ name }) => name);
}

function judgedOf(
  profile: ProfileName,
  calls: Calls,
  { instances = 10, waves = 0, due = 10, status = 200, neverBegan = 0 } = {},
) {
  const log = createCallLog(() => 0);
  for (let n = 0; n < instances; n += 1) {
    for (const operation of OPERATIONS) {
      for (let call = 0; call < (calls[operation] ?? 0); call += 1) {
        log.arrived(operation, instanceIdOf(n));
        log.answered(operation, status);
      }
    }
  }
  const counts = { pageViews: 1_000, requests: 3_000, tokenCallsDue: due, waves };
  const pageViews = { begun: 1_000, due: 1_000 + neverBegan, dropped: neverBegan };
  const result = { seconds: 60, counts, pageViews } as LoadResult;
  return upstreamObjectives({ plan: PLANS[profile], calls: log.report(), result });
}

const FIRST = { token_info: 1, app_token: 1, get_app_instance: 1 };

const FAILING = 'failing calls until the circuit breaker opens, then probes';
const THROTTLED = 'throttled calls for instances: one per instance and Retry-After';

describe('the calls that may reach Wix', () => {
  test('are the first call for each instance and token, and one per expiry', () => {
    expect(missed('steady', FIRST)).toEqual([]);
    // An entry may expire after 54 s, which is within these 60 s.
    expect(missed('steady', { ...FIRST, get_app_instance: 2 })).toEqual([]);
  });

  test.each<[string, ProfileName, Calls, string[]]>([
    [
      'those of a cache that stores nothing',
      'steady',
      { ...FIRST, get_app_instance: 3 },
      [
        'calls for one instance in any minute',
        'calls for instances: the first of each, and one per expiry',
      ],
    ],
    [
      'an app token for each load',
      'steady',
      { ...FIRST, app_token: 2 },
      ['app tokens: one per instance'],
    ],
    [
      'those of verdicts that are not cached',
      'steady',
      { ...FIRST, token_info: 2 },
      ['token-info calls: one per opaque token, and one per expiry'],
    ],
    [
      'one per waiting request',
      'stampede',
      { ...FIRST, get_app_instance: 4, token_info: 3 },
      ['get_app_instance: one call per instance and expiry'],
    ],
    [
      'those of an expiry that did not happen',
      'stampede',
      { ...FIRST, get_app_instance: 2, token_info: 1 },
      ['token_info: one call per instance and expiry'],
    ],
  ])('do not include %s', (_, profile, calls, names) => {
    expect(missed(profile, calls, { waves: 2 })).toEqual(names);
  });

  test('include an app token per load where the caches are too small to hold one', () => {
    expect(missed('soak', { ...FIRST, app_token: 2, get_app_instance: 2 })).toEqual([]);
    expect(missed('soak', { ...FIRST, app_token: 2 })).toEqual(['app tokens: one per load']);
  });

  test('include throttled ones in a brownout only', () => {
    expect(missed('steady', FIRST, { status: 429 })).toEqual([
      'calls for instances that Wix throttled',
    ]);
    expect(missed('brownout', FIRST, { status: 429 })).toEqual([]);
  });

  test('are few while Wix fails', () => {
    // A fifth of the minute is throttled: twelve calls per instance. Failing calls: thirty-six and twelve probes.
    const failing = (calls: number, status: number) =>
      missed('brownout', { ...FIRST, get_app_instance: calls }, { instances: 1, status });
    expect(failing(12, 429)).not.toContain(THROTTLED);
    expect(failing(13, 429)).toContain(THROTTLED);
    expect(failing(48, 503).join()).not.toContain(FAILING);
    expect(failing(49, 503)).toContain(`get_app_instance: ${FAILING}`);
    const tokens = (calls: number) =>
      missed('brownout', { ...FIRST, token_info: calls }, { instances: 1, status: 503 });
    expect(tokens(48).join()).not.toContain(FAILING);
    expect(tokens(49)).toContain(`token_info: ${FAILING}`);
  });

  test('include one for each page view that never began, because its visitor may be new when he returns', () => {
    const calls = { ...FIRST, token_info: 2 };
    expect(missed('steady', calls, { neverBegan: 10 })).toEqual([]);
    expect(missed('steady', calls, { neverBegan: 9 })).toEqual([
      'token-info calls: one per opaque token, and one per expiry',
    ]);
  });

  test('are fewer than the requests', () => {
    expect(missed('steady', FIRST, { instances: 1_001, due: 2_000 })).toEqual([
      'calls to Wix per request',
    ]);
  });

  describe('in a flash crowd', () => {
    const LIMIT = "Wix's 200 calls a minute per instance";

    test('stay below the limit of Wix when token-info does not count', () => {
      const calls = { token_info: 500, app_token: 1, get_app_instance: 1 };
      const judged = judgedOf('flash-crowd', calls, { instances: 1, due: 500 });
      expect(judged.slice(-2)).toEqual([
        {
          name: `${LIMIT}, if token-info does not count`,
          kind: 'count',
          limit: '<= 200',
          seen: '1',
          met: true,
        },
        {
          name: `${LIMIT}, if token-info counts`,
          kind: 'count',
          limit: '<= 200',
          seen: '501',
          met: false,
          assumption: 'wix_counts_token_info',
        },
      ]);
    });

    test('stay below it with token-info when few visitors are new', () => {
      const calls = { token_info: 199, app_token: 1, get_app_instance: 1 };
      const [without, counted] = judgedOf('flash-crowd', calls, { due: 2_000 }).slice(-2);
      expect([without?.met, counted?.met, counted?.seen]).toEqual([true, true, '200']);
    });

    test('exceed it when the data of one instance is loaded too often', () => {
      const calls = { token_info: 0, app_token: 1, get_app_instance: 201 };
      const [without, counted] = judgedOf('flash-crowd', calls, { instances: 1 }).slice(-2);
      expect([without?.met, counted?.met]).toEqual([false, false]);
    });
  });
});
