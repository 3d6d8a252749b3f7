import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { NODE_ENTRY } from '../../scripts/build-node.ts';
import { freePort } from '../../scripts/free-port.ts';
import { spawnNode } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { waitFor } from '../support/wait-for.ts';

let emulator: Emulator;
let server: Awaited<ReturnType<typeof spawnServer>>;

beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
});
afterAll(() => emulator.close());
beforeEach(async () => {
  emulator.world.reset();
  server = await spawnServer(emulator.origin, { UPSTREAM_CALLS_PER_MINUTE: '1' });
});
afterEach(() => server.kill());

const mint = (instance: number, forged = false) =>
  emulator.world.mintToken({ kind: forged ? 'opaque' : 'signed', instance, forged }).token;

async function ask(token: string) {
  const response = await fetch(`${server.origin}/api/get-instance`, {
    headers: { Authorization: token },
  });
  await response.arrayBuffer();
  return response;
}

/** Parses each line as JSON. Throws if a line is not JSON. */
const lines = () =>
  server
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const saying = (msg: string | RegExp) =>
  lines().filter((line) => String(line['msg']).match(msg) !== null);

test('the log starts with the configuration without its secret, and the listening address', async () => {
  expect(saying('configured')[0]).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    instanceTtlMs: 60_000,
    clientId: DEVELOPMENT_APP.WIX_CLIENT_ID,
  });
  expect(saying('answers at')).toHaveLength(1);
  expect(server.output()).not.toContain(DEVELOPMENT_APP.WIX_CLIENT_SECRET);
  server.child.kill('SIGINT');
  await server.ended();
  expect(saying(/^ending$/)).toHaveLength(1);
});

test('a refusal is logged with its trace id, at most once a second', async () => {
  const forged = Array.from({ length: 50 }, (_, n) => mint(n, true));
  const [first] = await Promise.all(forged.map(ask));
  expect(first?.status).toBe(401);
  // On a slow machine the requests take a second, which allows a second line.
  expect(saying('refused').length).toBeLessThanOrEqual(2);
  expect(saying('refused')[0]).toMatchObject({
    level: 'info',
    code: 'inactive_token',
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  await pause(1_100);
  await ask(mint(99, true));
  const said = saying('refused').map(({ suppressed }) => 1 + Number(suppressed ?? 0));
  expect(said.reduce((sum, requests) => sum + requests)).toBe(51);
  for (const token of forged) expect(server.output()).not.toContain(token.split('.').at(-1));
});

test('a Wix failure is logged with its call, and the opened circuit breaker is logged', async () => {
  emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
  for (let instance = 0; instance < 11; instance++) await ask(mint(instance));
  expect(saying('call to Wix failed')[0]).toMatchObject({
    level: 'warn',
    'wix.operation': 'get_app_instance',
    reason: 'status',
    status: 503,
  });
  expect(saying('circuit open')).toEqual([
    expect.objectContaining({ level: 'warn', pool: 'load' }),
  ]);
});

test('an instance near Wix’s limit is logged, although its visitors get normal responses', async () => {
  await server.kill();
  server = await spawnServer(emulator.origin, {
    UPSTREAM_CALLS_PER_MINUTE: '1',
    INSTANCE_TTL_SECONDS: '1',
  });
  await ask(mint(7));
  await pause(1_200);
  expect((await ask(mint(7))).status).toBe(200);
  await server.printed(/budget of calls/);
  expect(saying('budget of calls to Wix spent')).toEqual([
    expect.objectContaining({
      level: 'warn',
      'wix.instance.id': instanceIdOf(7),
      retry_after_s: expect.any(Number),
    }),
  ]);
});

test('a request that exceeds Wix’s limit is refused and its instance is logged', async () => {
  emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
  await ask(mint(7));
  emulator.world.faults.clear();
  await pause(1_000);
  expect((await ask(mint(7))).status).toBe(429);
  expect(saying('refused').at(-1)).toMatchObject({
    level: 'warn',
    code: 'upstream_rate_limited',
    'wix.instance.id': instanceIdOf(7),
    retry_after_s: expect.any(Number),
  });
});

/** Makes Astro throw for one path, with text like that of a Wix response. */
const BREAK_ASTRO = `
  globalThis.Request = class extends Request {
    constructor(url, init) {
      if (String(url).includes('/broken')) throw new TypeError('MARKER-OF-A-BODY');
      super(url, init);
    }
  };
`;

test.each([
  ['info', ['[@astrojs/node] Could not render /broken?…', 'TypeError']],
  ['silent', []],
])(
  'Astro’s output is logged at LOG_LEVEL=%s, without stack, query or body',
  async (level, messages) => {
    await server.kill();
    const port = await freePort();
    const broken = spawnNode([NODE_ENTRY], {
      ...DEVELOPMENT_APP,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(BREAK_ASTRO)}`,
      LOG_LEVEL: level,
      HOST: '127.0.0.1',
      PORT: String(port),
    });
    server = { ...broken, origin: `http://127.0.0.1:${port}` };
    await waitFor(async () => {
      expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    });
    expect((await fetch(`${server.origin}/broken?token=MARKER-OF-A-TOKEN`)).status).toBe(500);
    const output = server.output();
    expect(output).not.toContain('MARKER-OF');
    expect(output).not.toMatch(/\bat .*\.mjs/);
    const errors = output === '' ? [] : lines().filter((line) => line['level'] === 'error');
    expect(errors.map(({ msg, from }) => ({ msg, from }))).toEqual(
      messages.map((msg) => ({ msg, from: 'console' })),
    );
  },
);
