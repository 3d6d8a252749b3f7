import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP, OTHER_APP } from '../../emulator/development-app.ts';
import { NODE_ENTRY } from '../../scripts/build-node.ts';
import { freePort } from '../../scripts/free-port.ts';
import { type SpawnedProcess, spawnNode } from '../support/spawn-process.ts';

let server: SpawnedProcess;
afterEach(() => server.kill());

const IPV6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

/** Starts the server. Resolves to the address that it logs. */
async function start(settings: Readonly<Record<string, string>>) {
  server = spawnNode([NODE_ENTRY], { ...DEVELOPMENT_APP, PORT: '0', ...settings });
  const [line, origin = ''] = await server.printed(
    /^.*answers at (http:\S+)\/api\/get-instance.*$/m,
  );
  const { address } = JSON.parse(line) as { readonly address: string };
  return { origin, address, port: Number(new URL(origin).port) };
}

const lives = (origin: string) =>
  fetch(`${origin}/healthz`).then(
    ({ status }) => status === 200,
    () => false,
  );

describe('the listening address', () => {
  test.runIf(IPV6)('is all addresses without HOST, IPv4 and IPv6', async () => {
    const { origin, address, port } = await start({});
    expect({ origin, address }).toEqual({ origin: `http://localhost:${port}`, address: '::' });
    expect(await lives(`http://127.0.0.1:${port}`)).toBe(true);
    expect(await lives(`http://[::1]:${port}`)).toBe(true);
  });

  test.runIf(IPV6).each(['[::]', '::'])(
    'is all addresses with HOST=%s, IPv4 and IPv6',
    async (host) => {
      const { address, port } = await start({ HOST: host });
      expect(address).toBe('::');
      expect(await lives(`http://127.0.0.1:${port}`)).toBe(true);
      expect(await lives(`http://[::1]:${port}`)).toBe(true);
    },
  );

  test('is all IPv4 addresses without HOST and without IPv6', async () => {
    // `listen` on `::` fails there, so this tests Node's own fallback.
    const NO_IPV6 = `
      const { TCP } = process.binding('tcp_wrap');
      TCP.prototype.bind6 = () => -97;
    `;
    const preload = `data:text/javascript,${encodeURIComponent(NO_IPV6)}`;
    const { origin, address, port } = await start({
      NODE_OPTIONS: `--no-deprecation --import ${preload}`,
    });
    expect({ origin, address }).toEqual({ origin: `http://localhost:${port}`, address: '0.0.0.0' });
    expect(await lives(`http://127.0.0.1:${port}`)).toBe(true);
  });

  test.runIf(IPV6)('is only [::1] with HOST=[::1], and the log names it', async () => {
    const { origin, port } = await start({ HOST: '[::1]' });
    expect(origin).toBe(`http://[::1]:${port}`);
    expect(await lives(origin)).toBe(true);
    expect(await lives(`http://127.0.0.1:${port}`)).toBe(false);
  });

  test('is logged with HOST=127.0.0.1', async () => {
    const { origin, port } = await start({ HOST: '127.0.0.1' });
    expect(origin).toBe(`http://127.0.0.1:${port}`);
    expect(await lives(origin)).toBe(true);
  });

  test('logs one line if the port is in use on all addresses', async () => {
    const port = await freePort();
    const other = createServer().listen(port);
    await once(other, 'listening');
    server = spawnNode([NODE_ENTRY], { ...DEVELOPMENT_APP, PORT: String(port) });
    expect(await server.ended()).toBe(1);
    expect(server.output().trim()).toBe(`PORT ${port} is in use. Example: PORT=4322`);
    other.close();
  });
});

test('KEEP_ALIVE_SECONDS sets how long an idle connection stays open', async () => {
  const { port } = await start({ HOST: '127.0.0.1', KEEP_ALIVE_SECONDS: '1' });
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  const answeredAt = performance.now();
  await once(socket, 'close');
  expect(received).toContain('Keep-Alive: timeout=1\r\n');
  expect(performance.now() - answeredAt).toBeLessThan(4_000);
});

describe('the warnings at the start', () => {
  const warnings = () =>
    server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly level: string; readonly msg: string })
      .filter(({ level }) => level === 'warn')
      .map(({ msg }) => msg);

  test('are absent if the configuration is complete', async () => {
    await start({});
    expect(warnings()).toEqual([]);
  });

  test('report a bundle that was built for another app', async () => {
    await start({ WIX_CLIENT_ID: OTHER_APP.WIX_CLIENT_ID });
    expect(warnings()).toEqual([
      expect.stringMatching(
        `built for the app ${DEVELOPMENT_APP.WIX_CLIENT_ID}, but WIX_CLIENT_ID`,
      ),
    ]);
    server.child.kill('SIGKILL');
  });

  test('are absent for an app id in capitals', async () => {
    await start({ WIX_CLIENT_ID: DEVELOPMENT_APP.WIX_CLIENT_ID.toUpperCase() });
    expect(warnings()).toEqual([]);
  });

  test('report that webhooks are refused without WIX_CLIENT_PUBLIC_KEY, and Astro’s routes still work', async () => {
    const { port } = await start({ WIX_CLIENT_PUBLIC_KEY: '', WIX_CLIENT_INSTANCE_ID: '' });
    expect(warnings()).toEqual([
      expect.stringMatching(/^WIX_CLIENT_PUBLIC_KEY is not set: webhooks .* are refused/),
      expect.stringMatching(/^WIX_CLIENT_INSTANCE_ID is not set: /),
    ]);
    const said = server.output();
    const url = `http://127.0.0.1:${port}/_wix/extensions/webhooks/none`;
    expect((await fetch(url, { method: 'POST', body: 'a.b.c' })).status).toBe(404);
    expect(server.output()).toBe(said);
  });
});
