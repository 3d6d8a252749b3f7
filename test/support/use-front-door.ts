import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import type { World } from '../../emulator/world/world.ts';
import { createFakeClock } from '../../src/test-support/fake-clock.ts';
import { closeDoors, type Door, type DoorKind, openDoor } from './doors.ts';
import { expectDescribed } from './expect-described.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any;
}

export interface Ask {
  readonly token?: string;
  readonly method?: string;
  /** Including the `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The audience of the expected answer. The default is a visitor. */
  readonly audience?: 'visitor' | 'collaborator';
  /** Disconnects the caller before the answer. */
  readonly signal?: AbortSignal;
}

export interface FrontDoor {
  /** Epoch ms. */
  now(): number;
  /** Advances the time here, at Wix, and for all timers. */
  advance(ms: number): Promise<void>;
  /** Moves a wall clock without advancing the time. Not available through the worker's door. */
  jump(ms: number, whose?: WallClock): void;
  readonly world: World;
  /** Invalidates an instance, as an event from Wix would. */
  invalidate(instanceId: string): Promise<void>;
  /** The number of cached instances. Not available through the worker's door. */
  instancesKept(): number;
  mint(order?: TokenOrder): string;
  /** Makes one request and checks its response against docs/openapi.yaml. */
  ask(options?: Ask): Promise<Answer>;
  /** Calls that reached Wix since the start of the test: token-info, app token, getAppInstance. */
  calls(): readonly [number, number, number];
}

/** The owner of a wall clock: the endpoint, Wix or both. */
export type WallClock = 'ours' | 'wix' | 'both';

const PATH = '/api/get-instance';

/**
 * Starts the whole endpoint behind one door, with the real SDK, against the emulator over HTTP. Time stands still until
 * a test advances it. The emulator uses the same clock.
 */
export function useFrontDoor(
  kind: DoorKind,
  settings: Readonly<Record<string, string>> = {},
): FrontDoor {
  let clock = createFakeClock();
  let wixAheadMs = 0;
  let emulator: Emulator;
  let door: Door;

  beforeAll(async () => {
    emulator = await startEmulator({
      latency: { medianMs: 0, sigma: 0 },
      clock: () => clock.epochMs() + wixAheadMs,
    });
  });
  beforeEach(async () => {
    clock = createFakeClock();
    wixAheadMs = 0;
    emulator.world.reset();
    const environment = { ...DEVELOPMENT_APP, ...settings };
    door = await openDoor(kind, { environment, clock, emulator: emulator.origin });
  });
  afterEach(() => door.close());
  afterAll(async () => {
    await closeDoors();
    await emulator.close();
  });

  return {
    now: () => clock.epochMs(),
    advance: (ms) => door.advance(ms),
    jump(ms, whose = 'ours') {
      if (kind === 'worker') throw new Error('only advance() moves the clock of the worker');
      if (whose !== 'wix') clock.jump(ms);
      if (whose !== 'both') wixAheadMs += whose === 'wix' ? ms : -ms;
    },
    get world() {
      return emulator.world;
    },
    invalidate: (instanceId) => door.invalidate(instanceId),
    instancesKept: () => door.instancesKept(),
    mint: (order = {}) => emulator.world.mintToken({ kind: 'signed', instance: 1, ...order }).token,
    async ask({
      token,
      method = 'GET',
      query = '',
      headers = {},
      audience = 'visitor',
      signal,
    } = {}) {
      const response = await door.send(
        new Request(`http://localhost${PATH}${query}`, {
          method,
          headers: { ...(token === undefined ? {} : { Authorization: token }), ...headers },
          ...(signal ? { signal } : {}),
        }),
      );
      const answer = await read(response);
      expectDescribed({ method, path: PATH + query, ...answer, body: answer.text, audience });
      return answer;
    },
    calls() {
      const { token_info, app_token, get_app_instance } = emulator.world.calls.report().totals;
      return [token_info, app_token, get_app_instance];
    },
  };
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: text === '' ? undefined : JSON.parse(text) };
}
