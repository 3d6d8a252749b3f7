import { describe, test } from 'vitest';
import type { FaultOrder } from '../../emulator/world/faults.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { OPERATIONS } from '../../emulator/world/operations.ts';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { generateLoad } from '../support/generate-load.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { IN_FULL } from './in-full.ts';

const INSTANCES = 30;
const PER_SECOND = 150;
const SETTINGS = {
  INSTANCE_TTL_SECONDS: '1',
  INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: '1',
  // The full run keeps the default of 30 s, and its faults last longer. The short one has no time for it.
  ...(IN_FULL ? {} : { TOKEN_TTL_SECONDS: '1', UPSTREAM_TIMEOUT_MS: '500' }),
};
/** The minimum, with jitter. */
const FRESH_S = 0.9;
const PROBE_EVERY_S = 5;
/** A probe that started just before the end of the outage must time out first. */
const RECOVERED_WITHIN_S = PROBE_EVERY_S + 0.5;
const SLACK_S = 1;
const RECOVERY_S = IN_FULL ? 20 : 7;

/** Two visitors for each site. Four of five carry opaque tokens, as on a real site. */
const VISITORS = 2 * INSTANCES;
const isOpaque = (visitor: number) => visitor % 5 !== 0;
const OPAQUE = Array.from({ length: VISITORS }, (_, n) => n).filter(isOpaque).length;

interface Fault {
  readonly name: string;
  readonly fault: FaultOrder;
  /** The maximum number of loads during that many seconds of the fault. */
  readonly atMost: (seconds: number) => number;
  /** The same for token-info. */
  readonly tokenInfoAtMost: (seconds: number) => number;
}

/** About one each until the circuit breaker opens, then the probes. */
const untilOpen = (each: number) => (seconds: number) => each + 10 + 1 + seconds / PROBE_EVERY_S;
const oneEach = (each: number, everySeconds: number) => (seconds: number) =>
  each * (1 + Math.ceil(seconds / everySeconds));
const loadsUntilOpen = { atMost: untilOpen(INSTANCES), tokenInfoAtMost: untilOpen(OPAQUE) };

const FAULTS: readonly Fault[] = [
  { name: 'slow', fault: { latencyMs: 2_000 }, ...loadsUntilOpen },
  { name: 'failing', fault: { mode: 'status', status: 503 }, ...loadsUntilOpen },
  {
    name: 'failing half the time',
    fault: { mode: 'status', status: 503, errorRate: 0.5 },
    atMost: oneEach(INSTANCES, FRESH_S),
    tokenInfoAtMost: oneEach(OPAQUE, 1),
  },
  {
    name: 'throttling',
    fault: { mode: 'throttle', retryAfterSeconds: 2 },
    atMost: oneEach(INSTANCES, 2),
    // The first one pauses all; a few are in flight by then.
    tokenInfoAtMost: (seconds) => 10 + seconds / 2,
  },
  { name: 'hanging', fault: { mode: 'hang' }, ...loadsUntilOpen },
];

const FAULT_S = IN_FULL ? 45 : 4;
/** The cases, few enough to run all at once. */
const ALONE = IN_FULL ? FAULTS : FAULTS.filter(({ name }) => name !== 'slow');
const CASES = [
  ...ALONE.map((fault) => ({ name: fault.name, phases: [{ ...fault, seconds: FAULT_S }] })),
  {
    name: 'all of that in turn',
    phases: FAULTS.map((fault) => ({ ...fault, seconds: IN_FULL ? 15 : 1 })),
  },
];

describe(`${INSTANCES} sites with ${PER_SECOND} requests a second, while Wix is`, () => {
  test.concurrent.for(CASES)('$name', async ({ name, phases }, { expect }) => {
    const emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    const { world } = emulator;
    const server = await spawnServer(emulator.origin, SETTINGS);
    const url = `${server.origin}/api/get-instance`;
    const ask = (token: string) => fetch(url, { headers: { Authorization: token } });
    const tokens = Array.from({ length: VISITORS }, (_, visitor) => {
      const kind = isOpaque(visitor) ? 'opaque' : 'signed';
      return world.mintToken({ kind, instance: visitor % INSTANCES }).token;
    });

    async function visit(seconds: number): Promise<void> {
      const { statuses, errors, sent, within1s } = await generateLoad({
        url,
        tokens: Array.from(
          { length: seconds * PER_SECOND },
          (_, n) => tokens[n % tokens.length] ?? '',
        ),
        ratePerSecond: PER_SECOND,
      });
      expect({ statuses, errors }).toEqual({ statuses: { 200: sent }, errors: {} });
      // A visitor whose token must be verified again waits for a hanging Wix once, until the time-out.
      expect(within1s).toBeGreaterThanOrEqual(IN_FULL ? 0.95 : 0.99);
    }

    const callsOf = (instance: number) =>
      world.calls.of(instanceIdOf(instance)).calls.get_app_instance;
    const everyInstance = Array.from({ length: INSTANCES }, (_, instance) => instance);

    try {
      for (const token of tokens) expect((await ask(token)).status).toBe(200);

      const told: string[] = [];
      for (const { name, fault, seconds, atMost, tokenInfoAtMost } of phases) {
        world.calls.clear();
        for (const operation of OPERATIONS) world.faults.set(operation, fault);
        const stranger = world.mintToken({ kind: 'opaque', instance: 0 }).token;
        const [answer] = await Promise.all([ask(stranger), visit(seconds)]);
        // An outage is never a denial.
        expect([200, 429, 502, 503, 504]).toContain(answer.status);
        const { token_info, app_token, get_app_instance } = world.calls.report().totals;
        told.push(`${get_app_instance} loads, ${token_info} token-info in ${seconds} s of ${name}`);
        expect(get_app_instance).toBeLessThanOrEqual(atMost(seconds));
        expect(token_info).toBeLessThanOrEqual(tokenInfoAtMost(seconds));
        expect(app_token).toBe(0);
      }

      world.calls.clear();
      world.faults.clear();
      const recoveredAt = performance.now();
      const elapsedS = () => (performance.now() - recoveredAt) / 1000;
      const visits = visit(RECOVERY_S);
      let revalidatedAfterS = Infinity;
      while (revalidatedAfterS === Infinity && elapsedS() < RECOVERY_S) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (everyInstance.every((instance) => callsOf(instance) > 0))
          revalidatedAfterS = elapsedS();
      }
      await visits;
      const endedAfterS = elapsedS();
      const mostCalls = Math.max(...everyInstance.map(callsOf));
      const { get_app_instance } = world.calls.report().totals;
      console.log(
        `abuse: Wix ${name}: ${told.join(', ')}; recovered, every instance revalidated after ` +
          `${revalidatedAfterS.toFixed(1)} s, then ${get_app_instance} calls in ${endedAfterS.toFixed(1)} s, ` +
          `${mostCalls} at most for one instance`,
      );
      expect(revalidatedAfterS).toBeLessThan(RECOVERED_WITHIN_S + SLACK_S);
      expect(mostCalls).toBeLessThanOrEqual(1 + Math.ceil(endedAfterS / FRESH_S));
      for (const instance of everyInstance) {
        const cacheStatus = (await ask(tokens[instance] ?? '')).headers.get('Cache-Status');
        expect(cacheStatus).toMatch(/; (hit; ttl=(1|0|-1|-2)|fwd=stale; stored)$/);
      }
    } finally {
      await server.kill();
      await emulator.close();
    }
  });
});
