import { describe, expect, it } from 'vitest';
import { createCallLog } from '../../emulator/call-log.ts';
import { instanceIdOf } from '../../emulator/instance-id.ts';
import { OPERATIONS, type Operation } from '../../emulator/operations.ts';
import type { ProfileName } from '../plan.ts';
import { PLANS } from '../plans.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { serverPromises } from './server-objectives.ts';
import { upstreamPromises } from './upstream-objectives.ts';

type Calls = Partial<Record<Operation, number>>;

/** Judges a minute's run in which each of `instances` was called so often. */
function broken(
  profile: ProfileName,
  calls: Calls,
  { instances = 10, waves = 0, due = 10, status = 200, neverBegan = 0 } = {},
): string[] {
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
  const judged = upstreamPromises({ plan: PLANS[profile], calls: log.report(), result });
  expect(judged.length).toBeGreaterThan(3);
  return judged.filter(({ kept }) => !kept).map(({ name }) => name);
}

const FIRST = { token_info: 1, app_token: 1, get_app_instance: 1 };

const FAILING = 'while Wix fails, until the circuit opens, and probes';
const THROTTLED = 'calls for instances while Wix throttles: one each per Retry-After';

describe('what may reach Wix', () => {
  it('is the first call of each instance and token, and one per expiry', () => {
    expect(broken('steady', FIRST)).toEqual([]);
    // 60 s are more than the 54 s after which an entry may expire.
    expect(broken('steady', { ...FIRST, get_app_instance: 2 })).toEqual([]);
  });

  it.each<[string, ProfileName, Calls, string[]]>([
    [
      'a cache that keeps nothing',
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
      'verdicts that are not believed',
      'steady',
      { ...FIRST, token_info: 2 },
      ['token-info calls: one per opaque token, and one per expiry'],
    ],
    [
      'a flight for each passenger',
      'stampede',
      { ...FIRST, get_app_instance: 4, token_info: 3 },
      ['get_app_instance: one call per instance and expiry'],
    ],
    [
      'an expiry that was none',
      'stampede',
      { ...FIRST, get_app_instance: 2, token_info: 1 },
      ['token_info: one call per instance and expiry'],
    ],
  ])('is not %s', (_, profile, calls, names) => {
    expect(broken(profile, calls, { waves: 2 })).toEqual(names);
  });

  it('is an app token per load where the caches are too small to keep one', () => {
    expect(broken('soak', { ...FIRST, app_token: 2, get_app_instance: 2 })).toEqual([]);
    expect(broken('soak', { ...FIRST, app_token: 2 })).toEqual(['app tokens: one per load']);
  });

  it('is nothing that Wix throttles, but in a brownout', () => {
    expect(broken('steady', FIRST, { status: 429 })).toEqual([
      'calls for instances that Wix throttled',
    ]);
    expect(broken('brownout', FIRST, { status: 429 })).toEqual([]);
  });

  it('is little of Wix while it cannot answer', () => {
    // A minute of which a fifth is throttled: twelve calls of each instance. Thirty-six and twelve probes of any.
    const failing = (calls: number, status: number) =>
      broken('brownout', { ...FIRST, get_app_instance: calls }, { instances: 1, status });
    expect(failing(12, 429)).not.toContain(THROTTLED);
    expect(failing(13, 429)).toContain(THROTTLED);
    expect(failing(48, 503).join()).not.toContain(FAILING);
    expect(failing(49, 503)).toContain(`get_app_instance: ${FAILING}`);
    const tokens = (calls: number) =>
      broken('brownout', { ...FIRST, token_info: calls }, { instances: 1, status: 503 });
    expect(tokens(48).join()).not.toContain(FAILING);
    expect(tokens(49)).toContain(`token_info: ${FAILING}`);
  });

  it('is a call more for whoever was new in a page view that never began, and returned', () => {
    const calls = { ...FIRST, token_info: 2 };
    expect(broken('steady', calls, { neverBegan: 10 })).toEqual([]);
    expect(broken('steady', calls, { neverBegan: 9 })).toEqual([
      'token-info calls: one per opaque token, and one per expiry',
    ]);
  });

  it('is never as much as the requests that came', () => {
    expect(broken('steady', FIRST, { instances: 1_001, due: 2_000 })).toEqual([
      'calls to Wix per request',
    ]);
  });
});

describe('the heap of a soak', () => {
  const judge = (late: number) =>
    serverPromises({ plan: PLANS.soak, heapBytes: { early: 100 * 2 ** 20, late } });

  it('may breathe, and may not grow', () => {
    expect(judge(120 * 2 ** 20)).toMatchObject([{ kept: true, seen: '120.0 MiB' }]);
    expect(judge(125 * 2 ** 20)).toMatchObject([{ kept: false, limit: '<= 123.0 MiB' }]);
  });

  it('has to be measured, and is not asked of other profiles', () => {
    expect(serverPromises({ plan: PLANS.soak, heapBytes: undefined })).toMatchObject([
      { kept: false },
    ]);
    expect(serverPromises({ plan: PLANS.steady, heapBytes: undefined })).toEqual([]);
  });
});
