import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { NODE_ENTRY, TELEMETRY_ENTRY } from '../../scripts/build-node.ts';
import { type SpawnedProcess, spawnNode } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-server.ts';

/** Nobody there: none of these tests calls Wix. */
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

/** Sends `signal`, and resolves to the exit code and how long it took, in ms. */
async function end(signal: NodeJS.Signals) {
  const signalledAt = performance.now();
  server.child.kill(signal);
  const code = await server.ended();
  return { code, ms: performance.now() - signalledAt };
}

describe('a server that is asked to end', () => {
  test.each(['SIGTERM', 'SIGHUP'] as const)('on %s drains, and ends with 0', async (signal) => {
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

  test('does not wait for a connection on which nothing comes', async () => {
    const port = await start({ DRAIN_SECONDS: '1' });
    await open(port);
    await open(port);
    const { code, ms } = await end('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(3_000);
  });

  test('answers on a connection that was opened a moment before', async () => {
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

  test('cuts off what is still open before SHUTDOWN_SECONDS are over', async () => {
    const port = await start({ DRAIN_SECONDS: '1', SHUTDOWN_SECONDS: '3' });
    await open(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const { code, ms } = await end('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(2_000);
    expect(ms).toBeLessThan(3_500);
  });

  test('ends at once on a second Ctrl-C', async () => {
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

/** Whether the process has a handler for SIGHUP (1), which Node itself has not: before that, Node is still starting. */
function hears(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & 1n) === 1n;
}

describe.runIf(existsSync('/proc/self/status'))('a signal while the server still loads', () => {
  const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
  const LATER_MS = [0, 200, 400];

  test.each(SIGNALS.flatMap((signal) => LATER_MS.map((ms) => [signal, ms] as const)))(
    'ends it with 0 and without a word: %s, %d ms after it can hear one',
    async (signal, laterMs) => {
      server = spawnNode(['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY], {
        ...DEVELOPMENT_APP,
        HOST: '127.0.0.1',
        PORT: '0',
        DRAIN_SECONDS: '0',
      });
      const { pid = 0 } = server.child;
      while (!hears(pid)) await pause(2);
      await pause(laterMs);
      const { code, ms } = await end(signal);
      expect(code).toBe(0);
      // Far below the cut-off; loading takes most of it on a busy machine.
      expect(ms).toBeLessThan(6_000);
      expect(server.output()).not.toMatch(/^\s+at |Error:/m);
      // It was heard before there was anything to say.
      if (laterMs === 0) expect(server.output()).toBe('');
    },
  );
});
