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
  /** With its `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose answer is expected; a visitor's unless it is said. */
  readonly audience?: 'visitor' | 'collaborator';
  /** Lets the caller leave before the answer. */
  readonly signal?: AbortSignal;
}

export interface FrontDoor {
  /** Epoch ms. */
  now(): number;
  /** Time passes: here, at Wix, and for what waits. */
  advance(ms: number): Promise<void>;
  /** Somebody's wall clock is put elsewhere; no time passes. Not through the worker's door. */
  jump(ms: number, whose?: WallClock): void;
  readonly world: World;
  /** What an event of Wix's would do. */
  invalidate(instanceId: string): Promise<void>;
  /** How many instances are remembered. Not through the worker's door. */
  instancesKept(): number;
  mint(order?: TokenOrder): string;
  /** One request; its answer is held against docs/openapi.yaml. */
  ask(options?: Ask): Promise<Answer>;
  /** Calls that reached Wix since the test began: token-info, app token, getAppInstance. */
  calls(): readonly [number, number, number];
}

/** Whose wall clock: the endpoint's, Wix's, or that of both. */
export type WallClock = 'ours' | 'wix' | 'both';

const PATH = '/api/get-instance';

/**
 * The whole endpoint behind one door, with the real SDK, against the emulator over HTTP. Time stands
 * still until a test moves it, and the emulator goes by the same clock.
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
      if (kind === 'worker') throw new Error('The clock of the worker is moved by advance() alone');
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
