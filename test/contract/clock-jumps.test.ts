import { describe, expect, test } from 'vitest';
import { DOORS } from '../support/doors.ts';
import { useFrontDoor, type WallClock } from '../support/use-front-door.ts';
import { waitFor } from '../support/wait-for.ts';

const HOUR_MS = 3_600_000;

const JUMPS: { readonly whose: WallClock; readonly ms: number; readonly jump: string }[] = (
  ['ours', 'wix', 'both'] as const
).flatMap((whose) => [
  { whose, ms: HOUR_MS, jump: `an hour forward (${whose})` },
  { whose, ms: -HOUR_MS, jump: `an hour back (${whose})` },
]);

/** After our wall clock jumps forward, nobody can tell whether the machine slept. */
const looksLikeSleep = ({ ms, whose }: { ms: number; whose: WallClock }) =>
  ms > 0 && whose !== 'wix';

describe.each(DOORS)('a jump of the wall clock, through the %s door,', (kind) => {
  const door = useFrontDoor(kind);
  const hit = (ttl: number) => `instance-identity; hit; ttl=${ttl}`;

  async function statusOf(token: string): Promise<number> {
    return (await door.ask({ token })).status;
  }
  async function cacheStatusOf(token: string): Promise<string | null> {
    return (await door.ask({ token })).headers.get('Cache-Status');
  }

  describe.each(JUMPS.filter(looksLikeSleep))('$jump', ({ ms, whose }) => {
    test('counts as time: an instance is revalidated before it is served as fresh', async () => {
      const token = door.mint();
      await door.ask({ token });
      door.jump(ms, whose);
      expect(await cacheStatusOf(token)).toBe('instance-identity; fwd=stale; stored');
      expect(await cacheStatusOf(token)).toBe(hit(60));
      expect(door.calls()).toEqual([0, 1, 2]);
    });

    test('counts as time: verdicts on opaque tokens are verified again', async () => {
      const good = door.mint({ kind: 'opaque' });
      const bad = door.mint({ kind: 'opaque', forged: true });
      const both = async () => [await statusOf(good), await statusOf(bad)];
      expect(await both()).toEqual([200, 401]);
      door.jump(ms, whose);
      expect(await both()).toEqual([200, 401]);
      expect(door.calls()[0]).toBe(4);
      await door.advance(29_000);
      expect(await both()).toEqual([200, 401]);
      expect(door.calls()[0]).toBe(4);
    });
  });

  describe.each(JUMPS.filter((jump) => !looksLikeSleep(jump)))('$jump', ({ ms, whose }) => {
    test('changes neither the freshness of an instance nor the time of its revalidation', async () => {
      const token = door.mint();
      // Twice, because a signed token is cached from its second use on.
      await door.ask({ token });
      await door.ask({ token });
      await door.advance(30_000);
      door.jump(ms, whose);
      expect(await cacheStatusOf(token)).toBe(hit(30));
      await door.advance(29_000);
      expect(await cacheStatusOf(token)).toBe(hit(1));
      expect(door.calls()).toEqual([0, 1, 1]);
      await door.advance(2_000);
      expect(await cacheStatusOf(token)).toBe(hit(-1));
      await waitFor(async () => {
        expect(await cacheStatusOf(token)).toBe(hit(60));
      });
      // Nor does it cause another app-token exchange.
      expect(door.calls()).toEqual([0, 1, 2]);
    });

    test('caches verdicts on opaque tokens for 30 s, good and bad', async () => {
      const good = door.mint({ kind: 'opaque' });
      const bad = door.mint({ kind: 'opaque', forged: true });
      const both = async () => [await statusOf(good), await statusOf(bad)];
      expect(await both()).toEqual([200, 401]);
      door.jump(ms, whose);
      await door.advance(29_000);
      expect(await both()).toEqual([200, 401]);
      expect(door.calls()[0]).toBe(2);
      await door.advance(1_000);
      expect(await both()).toEqual([200, 401]);
      expect(door.calls()[0]).toBe(4);
    });
  });

  describe.each(JUMPS)('$jump', ({ ms, whose }) => {
    test('neither extends nor shortens stale-if-error', async () => {
      await door.ask({ token: door.mint() });
      door.jump(ms, whose);
      door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
      expect(await statusOf(door.mint())).toBe(200);
      // A jump that looks like sleep counts as an hour of it.
      await door.advance(60_000 + (looksLikeSleep({ ms, whose }) ? 0 : HOUR_MS) - 1_000);
      expect(await statusOf(door.mint())).toBe(200);
      await door.advance(1_000);
      expect(await statusOf(door.mint())).toBe(502);
    });

    test('accepts instances that Wix signs after it', async () => {
      door.jump(ms, whose);
      expect(await statusOf(door.mint())).toBe(200);
      expect(await statusOf(door.mint({ kind: 'opaque' }))).toBe(200);
      // On our clock, the signature lies an hour ahead. Such a token is not proven locally, so Wix verifies it.
      const wixIsAheadMs = { ours: -ms, wix: ms, both: 0 }[whose];
      expect(door.calls()[0]).toBe(wixIsAheadMs > 0 ? 2 : 1);
    });

    test('opens no circuit breaker, and keeps an open one open for 5 s', async () => {
      door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
      for (let instance = 0; instance < 10; instance++) {
        expect(await statusOf(door.mint({ instance }))).toBe(502);
      }
      const calls = door.calls()[2];
      expect(calls).toBe(10);
      door.jump(ms, whose);
      const refused = await door.ask({ token: door.mint({ instance: 10 }) });
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '5']);
      door.world.faults.clear();
      await door.advance(4_900);
      expect(await statusOf(door.mint({ instance: 10 }))).toBe(503);
      expect(door.calls()[2]).toBe(calls);
      await door.advance(100);
      expect(await statusOf(door.mint({ instance: 10 }))).toBe(200);
      expect(door.calls()[2]).toBe(calls + 1);
    });

    test('does not change a cooldown that Wix requested', async () => {
      const throttled = { mode: 'throttle', retryAfterSeconds: 20 } as const;
      door.world.faults.set('get_app_instance', throttled);
      expect(await statusOf(door.mint())).toBe(429);
      door.world.faults.clear();
      door.jump(ms, whose);
      const refused = await door.ask({ token: door.mint() });
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '20']);
      await door.advance(19_900);
      expect(await statusOf(door.mint())).toBe(429);
      expect(door.calls()[2]).toBe(1);
      await door.advance(100);
      expect(await statusOf(door.mint())).toBe(200);
    });

    test('caches a negative entry for 10 s', async () => {
      door.world.instances.remove(1);
      expect(await statusOf(door.mint())).toBe(404);
      door.world.instances.restore(1);
      door.jump(ms, whose);
      await door.advance(9_900);
      expect(await statusOf(door.mint())).toBe(looksLikeSleep({ ms, whose }) ? 200 : 404);
      await door.advance(100);
      expect(await statusOf(door.mint())).toBe(200);
    });
  });

  test.each(['signed', 'opaque'] as const)(
    'past the expiry of a %s token by our clock alone: Wix calls it active, and it is accepted',
    async (kind) => {
      const token = door.mint({ kind, expiresInSeconds: 1_800 });
      expect(await statusOf(token)).toBe(200);
      const [callsBefore] = door.calls();
      door.jump(HOUR_MS, 'ours');
      expect(await statusOf(token)).toBe(200);
      expect(await statusOf(token)).toBe(200);
      // By our clock it has no time left in which it could be cached.
      expect(door.calls()[0]).toBe(callsBefore + 2);
      const { headers } = await door.ask({ token });
      expect(headers.get('Cache-Control')).toBe('private, max-age=0');
    },
  );

  test.each(['signed', 'opaque'] as const)(
    'past the expiry of a %s token by both clocks, and back: Wix is called, and the token is accepted again within 30 s',
    async (kind) => {
      const token = door.mint({ kind, expiresInSeconds: 1_800 });
      expect(await statusOf(token)).toBe(200);
      const [callsBefore] = door.calls();
      door.jump(HOUR_MS, 'both');
      expect(await statusOf(token)).toBe(401);
      expect(await statusOf(token)).toBe(401);
      expect(door.calls()[0]).toBe(callsBefore + 1);

      door.jump(-HOUR_MS, 'both');
      let secondsRefused = 0;
      for (; secondsRefused < 60 && (await statusOf(token)) !== 200; secondsRefused++) {
        await door.advance(1_000);
      }
      expect(secondsRefused).toBeLessThanOrEqual(30);
      const [callsAfter] = door.calls();
      // A signed token is proven locally again.
      expect(callsAfter).toBe(callsBefore + (kind === 'signed' ? 1 : 2));
      console.log(
        `clock jumps (${kind} token): refused for ${secondsRefused} s after the clock was right again`,
      );
    },
  );

  test('a hundred times back and forth causes one more call of each kind, and no more', async () => {
    const signed = door.mint();
    const opaque = door.mint({ kind: 'opaque' });
    const statuses = new Set<number>();
    for (let n = 0; n < 100; n++) {
      for (const token of [signed, opaque]) statuses.add(await statusOf(token));
      door.jump(n % 2 === 0 ? HOUR_MS : -HOUR_MS);
      await door.advance(290);
    }
    expect([...statuses]).toEqual([200]);
    expect(door.calls()).toEqual([2, 1, 2]);
    console.log('clock jumps: 100 of an hour within 29 s, 200 requests, 5 calls to Wix');
  });
});
