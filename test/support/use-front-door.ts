import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import type { TokenOrder } from '../../emulator/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import type { World } from '../../emulator/world.ts';
import { keepAlive } from '#keep-alive';
import { type App, compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { createWebHandler } from '../../src/http/web-handler.ts';
import { createNodeServer } from '../../src/server/node-server.ts';
import { createFakeClock, type FakeClock } from '../../src/test-support/fake-clock.ts';
import { redirectWixCalls } from '../../src/wix/redirect-wix-calls.ts';
import { expectDescribed } from './expect-described.ts';

/** The ways in. Every row of the contract is held against each. */
export const DOORS = ['node', 'web'] as const;
export type DoorKind = (typeof DOORS)[number];

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
  readonly clock: FakeClock;
  readonly world: World;
  readonly app: App;
  mint(order?: TokenOrder): string;
  /** One request; its answer is held against docs/openapi.yaml. */
  ask(options?: Ask): Promise<Answer>;
  /** Calls that reached Wix since the test began: token-info, app token, getAppInstance. */
  calls(): readonly [number, number, number];
}

const PATH = '/api/get-instance';

/**
 * The whole endpoint behind one door, with the real SDK, against the emulator over HTTP. Time stands
 * still until a test moves it, and the emulator goes by the same clock.
 */
export function useFrontDoor(
  kind: DoorKind,
  settings: Readonly<Record<string, string>> = {},
): FrontDoor {
  const realFetch = globalThis.fetch;
  let clock = createFakeClock();
  let emulator: Emulator;
  let app: App;
  let served: { send: (request: Request) => Promise<Response>; close: () => Promise<void> };

  beforeAll(async () => {
    emulator = await startEmulator({
      latency: { medianMs: 0, sigma: 0 },
      clock: () => clock.epochMs(),
    });
    redirectWixCalls(emulator.origin);
  });
  beforeEach(async () => {
    clock = createFakeClock();
    emulator.world.reset();
    const environment: Record<string, string> = { ...DEVELOPMENT_APP, ...settings };
    const config = readConfig((name) => environment[name]);
    app = compose(config, { clock, random: () => 0.5, keepAlive });
    served =
      kind === 'node'
        ? await serveOnNode(app)
        : { send: createWebHandler(app.handle), close: () => Promise.resolve() };
  });
  afterEach(() => served.close());
  afterAll(async () => {
    globalThis.fetch = realFetch;
    await emulator.close();
  });

  return {
    get clock() {
      return clock;
    },
    get world() {
      return emulator.world;
    },
    get app() {
      return app;
    },
    mint: (order = {}) => emulator.world.mintToken({ kind: 'signed', instance: 1, ...order }).token,
    async ask({
      token,
      method = 'GET',
      query = '',
      headers = {},
      audience = 'visitor',
      signal,
    } = {}) {
      const response = await served.send(
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

async function serveOnNode(app: App) {
  const server = createNodeServer({
    handle: app.handle,
    astro: (_request, _response, next) => {
      next();
    },
    isReady: () => true,
    onBug(error) {
      throw error;
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    send(request: Request): Promise<Response> {
      const { pathname, search } = new URL(request.url);
      const { method, headers, signal } = request;
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method, headers, signal });
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
