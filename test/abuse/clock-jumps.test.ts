import { describe, expect, it } from 'vitest';
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

describe.each(DOORS)('a wall clock that jumps, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const hit = (ttl: number) => `instance-identity; hit; ttl=${ttl}`;

  async function statusOf(token: string): Promise<number> {
    return (await door.ask({ token })).status;
  }
  async function cacheStatusOf(token: string): Promise<string | null> {
    return (await door.ask({ token })).headers.get('Cache-Status');
  }

  describe.each(JUMPS)('$jump', ({ ms, whose }) => {
    it('leaves an instance as fresh as it was, and its renewal where it was due', async () => {
      const token = door.mint();
      // Twice: a signed one is remembered when it comes again.
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
      // Nor does it cost another app token.
      expect(door.calls()).toEqual([0, 1, 2]);
    });

    it('keeps no instance longer than an outage may last, and throws none away before', async () => {
      await door.ask({ token: door.mint() });
      door.jump(ms, whose);
      door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
      expect(await statusOf(door.mint())).toBe(200);
      await door.advance(60_000 + HOUR_MS - 1_000);
      expect(await statusOf(door.mint())).toBe(200);
      await door.advance(1_000);
      expect(await statusOf(door.mint())).toBe(502);
    });

    it('leaves the word on an opaque token, good or bad, its 30 s', async () => {
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

    it('accepts what Wix signs after it', async () => {
      door.jump(ms, whose);
      expect(await statusOf(door.mint())).toBe(200);
      expect(await statusOf(door.mint({ kind: 'opaque' }))).toBe(200);
      // What by our clock is signed an hour ahead is not proven here: Wix has to say it.
      const wixIsAheadMs = { ours: -ms, wix: ms, both: 0 }[whose];
      expect(door.calls()[0]).toBe(wixIsAheadMs > 0 ? 2 : 1);
    });

    it('opens no circuit, and leaves an open one its 5 s', async () => {
      door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
      for (let instance = 0; instance < 10; instance++) {
        expect(await statusOf(door.mint({ instance }))).toBe(502);
      }
      const asked = door.calls()[2];
      expect(asked).toBe(10);
      door.jump(ms, whose);
      const refused = await door.ask({ token: door.mint({ instance: 10 }) });
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '5']);
      door.world.faults.clear();
      await door.advance(4_900);
      expect(await statusOf(door.mint({ instance: 10 }))).toBe(503);
      expect(door.calls()[2]).toBe(asked);
      await door.advance(100);
      expect(await statusOf(door.mint({ instance: 10 }))).toBe(200);
      expect(door.calls()[2]).toBe(asked + 1);
    });

    it('leaves a back-off as long as Wix asked for', async () => {
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

    it('leaves an instance that Wix does not know its 10 s', async () => {
      door.world.instances.remove(1);
      expect(await statusOf(door.mint())).toBe(404);
      door.world.instances.restore(1);
      door.jump(ms, whose);
      await door.advance(9_900);
      expect(await statusOf(door.mint())).toBe(404);
      await door.advance(100);
      expect(await statusOf(door.mint())).toBe(200);
    });
  });

  it.each([
    { kind: 'signed', whose: 'ours' },
    { kind: 'signed', whose: 'both' },
    { kind: 'opaque', whose: 'ours' },
    { kind: 'opaque', whose: 'both' },
  ] as const)(
    'past the date of a $kind token ($whose), and back: it is asked of Wix, and accepted again within 30 s',
    async ({ kind, whose }) => {
      const token = door.mint({ kind, expiresInSeconds: 1_800 });
      expect(await statusOf(token)).toBe(200);
      const [askedBefore] = door.calls();
      door.jump(HOUR_MS, whose);
      expect(await statusOf(token)).toBe(401);
      expect(await statusOf(token)).toBe(401);
      expect(door.calls()[0]).toBe(askedBefore + 1);

      door.jump(-HOUR_MS, whose);
      let secondsRefused = 0;
      for (; secondsRefused < 60 && (await statusOf(token)) !== 200; secondsRefused++) {
        await door.advance(1_000);
      }
      expect(secondsRefused).toBeLessThanOrEqual(30);
      const [askedAfter] = door.calls();
      // A signed one proves itself again.
      expect(askedAfter).toBe(askedBefore + (kind === 'signed' ? 1 : 2));
      console.log(
        `abuse: clock jumps (${kind} token, ${whose}): refused for ${secondsRefused} s after the clock was right again`,
      );
    },
  );

  it('to and fro a hundred times: one call for a minute’s freshness, all the same', async () => {
    const signed = door.mint();
    const opaque = door.mint({ kind: 'opaque' });
    const statuses = new Set<number>();
    for (let n = 0; n < 100; n++) {
      for (const token of [signed, opaque]) statuses.add(await statusOf(token));
      door.jump(n % 2 === 0 ? HOUR_MS : -HOUR_MS);
      await door.advance(290);
    }
    expect([...statuses]).toEqual([200]);
    expect(door.calls()).toEqual([1, 1, 1]);
    console.log('abuse: clock jumps: 100 of an hour within 29 s, 200 requests, 3 calls to Wix');
  });
});
