import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { NODE_ENTRY, TELEMETRY_ENTRY } from '../../scripts/build-node.ts';
import { type SpawnedProcess, spawnNode } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-server.ts';

/** An unused address: none of these tests calls Wix. */
const NO_WIX = 'http://127.0.0.1:9';

let server: SpawnedProcess;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server.kill();
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<number> {
  const started = await spawnServer(NO_WIX, settings);
  server = started;
  return Number(new URL(started.origin).port);
}

async function open(port: number, bytes = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return socket;
}

/** Sends `signal`. Resolves to the exit code and the time until exit, in ms. */
async function end(signal: NodeJS.Signals) {
  const signalledAt = performance.now();
  server.child.kill(signal);
  const code = await server.ended();
  return { code, ms: performance.now() - signalledAt };
}

describe('a server that receives a signal', () => {
  test.each(['SIGTERM', 'SIGHUP'] as const)('on %s drains and exits with 0', async (signal) => {
    await start();
    const { code, ms } = await end(signal);
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(1_900);
    expect(ms).toBeLessThan(4_000);
  });

  test('drains for DRAIN_SECONDS', async () => {
    await start({ DRAIN_SECONDS: '0' });
    const { code, ms } = await end('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(1_500);
  });

  test('does not wait for a silent connection', async () => {
    const port = await start({ DRAIN_SECONDS: '1' });
    await open(port);
    await open(port);
    const { code, ms } = await end('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(3_000);
  });

  test('answers on a connection that was opened just before the signal', async () => {
    const port = await start();
    const socket = await open(port);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    server.child.kill('SIGINT');
    await server.printed(/"ending"/);
    await pause(100);
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await server.ended()).toBe(0);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('closes open connections before SHUTDOWN_SECONDS have passed', async () => {
    const port = await start({ DRAIN_SECONDS: '1', SHUTDOWN_SECONDS: '3' });
    await open(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const { code, ms } = await end('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(2_000);
    expect(ms).toBeLessThan(3_500);
  });

  test('exits at once on a second Ctrl-C', async () => {
    const port = await start();
    await open(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    server.child.kill('SIGINT');
    await server.printed(/"ending"/);
    await pause(700);
    const { code, ms } = await end('SIGINT');
    expect(code).toBe(1);
    expect(ms).toBeLessThan(500);
  });
});

/** Whether the process has a handler for SIGHUP (1). Node itself installs none, so ours is in place then. */
function hasSignalHandler(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & 1n) === 1n;
}

describe.runIf(existsSync('/proc/self/status'))('a signal while the server is loading', () => {
  const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
  const LATER_MS = [0, 200, 400];

  test.each(SIGNALS.flatMap((signal) => LATER_MS.map((ms) => [signal, ms] as const)))(
    'ends it with 0 and without output: %s, %d ms after the handlers are installed',
    async (signal, laterMs) => {
      server = spawnNode(['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY], {
        ...DEVELOPMENT_APP,
        HOST: '127.0.0.1',
        PORT: '0',
        DRAIN_SECONDS: '0',
      });
      const { pid = 0 } = server.child;
      while (!hasSignalHandler(pid)) await pause(2);
      await pause(laterMs);
      const { code, ms } = await end(signal);
      expect(code).toBe(0);
      // Far below the deadline. On a busy machine, loading takes most of this time.
      expect(ms).toBeLessThan(6_000);
      expect(server.output()).not.toMatch(/^\s+at |Error:/m);
      // The signal arrived before the server printed anything.
      if (laterMs === 0) expect(server.output()).toBe('');
    },
  );
});
