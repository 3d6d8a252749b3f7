import { describe, expect, test } from 'vitest';
import { useFrontDoor } from '../support/use-front-door.ts';
import { IN_FULL } from './in-full.ts';

const PASSING = IN_FULL ? 100_000 : 3_000;
const CACHE_ENTRIES = PASSING / 2;
const HOT = 100;
/** Fewer than the bulkhead's places, so that no request is turned away. */
const AT_ONCE = 25;

describe(`${PASSING} instances that are requested once, among ${HOT} that are requested repeatedly,`, () => {
  const door = useFrontDoor('web', { INSTANCE_CACHE_MAX_ENTRIES: String(CACHE_ENTRIES) });

  test('evict no instance in use, and are not all cached', async () => {
    const hotTokens = Array.from({ length: HOT }, (_, instance) => door.mint({ instance }));
    for (const token of hotTokens) expect((await door.ask({ token })).status).toBe(200);

    let hits = 0;
    let keptAtMost = 0;
    for (let n = 0; n < PASSING; n += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, k) => {
          const passing = await door.ask({ token: door.mint({ instance: HOT + n + k }) });
          expect(passing.status).toBe(200);
          const hot = await door.ask({ token: hotTokens[(n + k) % HOT] ?? '' });
          expect(hot.status).toBe(200);
          if (hot.headers.get('Cache-Status')?.startsWith('instance-identity; hit;')) hits++;
        }),
      );
      keptAtMost = Math.max(keptAtMost, door.instancesKept());
    }

    console.log(
      `abuse: many instances: ${PASSING} passing, room for ${CACHE_ENTRIES}, ${keptAtMost} kept at most; ` +
        `${hits} hits in ${PASSING} requests for the ${HOT} in use`,
    );
    expect(keptAtMost).toBe(CACHE_ENTRIES);
    expect(hits / PASSING).toBeGreaterThanOrEqual(0.99);
    expect(door.calls()).toEqual([0, HOT + PASSING, HOT + PASSING]);
  });
});
