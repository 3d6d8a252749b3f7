import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { generateLoad } from '../support/generate-load.ts';
import { spawnMeteredServer } from '../support/spawn-server.ts';

/** The server's own limits, and what its look at all connections once a second and a busy machine add. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 15_000;
const GRACE_MS = 3_000;

/** Generous, because machines are shared: alone it is a few milliseconds. */
const GOOD_P99_MS = 250;

const MIB = 1024 * 1024;
const HEAD = 'GET /api/get-instance HTTP/1.1\r\nHost: x\r\n';

type Server = Awaited<ReturnType<typeof spawnMeteredServer>>;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
});
afterAll(() => emulator.close());

const mint = (instance = 1) => emulator.world.mintToken({ kind: 'signed', instance }).token;

/** A server that has the instance in its cache, and what it uses then. */
async function warmServer() {
  const server = await spawnMeteredServer(emulator.origin);
  const token = mint();
  const warming = Array.from({ length: 300 }, () => token);
  const { statuses } = await generateLoad({ url: urlOf(server), tokens: warming, inFlight: 10 });
  expect(statuses).toEqual({ 200: warming.length });
  return { ...server, token, heapBytes: await heapOf(server) };
}

const urlOf = (server: Pick<Server, 'origin'>) => `${server.origin}/api/get-instance`;

async function heapOf(server: Pick<Server, 'measure'>): Promise<number> {
  return (await server.measure({ collectGarbage: true })).heapBytes;
}

/** What somebody else sees of the server in the meantime. */
async function expectGoodService(server: Server, token: string, seconds: number) {
  const ratePerSecond = 100;
  const tokens = Array.from({ length: seconds * ratePerSecond }, () => token);
  const load = await generateLoad({ url: urlOf(server), tokens, ratePerSecond });
  expect(load.errors).toEqual({});
  expect(load.statuses).toEqual({ 200: tokens.length });
  expect(load.p99Ms).toBeLessThan(GOOD_P99_MS);
}

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  /** When the server has closed the connection: ms from when it was open. */
  readonly closedAfterMs: Promise<number>;
}

/** A connection that closes its own side only when it is told to. */
async function open(server: Pick<Server, 'origin'>): Promise<Client> {
  const port = Number(new URL(server.origin).port);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const openedAt = performance.now();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  // A reset is one way of being closed.
  socket.on('error', () => undefined);
  const closedAfterMs = new Promise<number>((resolve) => {
    const closed = () => {
      resolve(performance.now() - openedAt);
      socket.destroy();
    };
    socket.once('end', closed).once('close', closed);
  });
  return { socket, received: () => received, closedAfterMs };
}

/** In steps, so that the kernel's queue of new connections does not overflow. */
async function openMany(server: Pick<Server, 'origin'>, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const step = Math.min(100, count - clients.length);
    clients.push(...(await Promise.all(Array.from({ length: step }, () => open(server)))));
  }
  return clients;
}

/** Sends a byte twice a second on each connection, as long as it is open. */
function drip(clients: readonly Client[]): void {
  const timer = setInterval(() => {
    const left = clients.filter(({ socket }) => socket.writable);
    for (const { socket } of left) socket.write('a');
    if (left.length === 0) clearInterval(timer);
  }, 500);
}

/** When the last of them was closed, in ms; as `limitMs` and a lot when the server never closes one. */
async function lastClosedMs(clients: readonly Client[], limitMs: number): Promise<number> {
  const closed = Promise.all(clients.map(({ closedAfterMs }) => closedAfterMs));
  const last = await Promise.race([closed, pause(limitMs + GRACE_MS, undefined)]);
  for (const { socket } of clients) socket.destroy();
  return last ? Math.max(...last) : Infinity;
}

describe('one client at a time', () => {
  let server: Awaited<ReturnType<typeof warmServer>>;
  beforeAll(async () => {
    server = await warmServer();
  });
  afterAll(() => server.kill());
  let clients: Client[] = [];
  beforeEach(() => {
    clients = [];
  });
  afterEach(() => {
    for (const { socket } of clients) socket.destroy();
  });

  test('refuses a header of 1 MB with 431 or by closing, and lives', async () => {
    clients = await openMany(server, 20);
    for (const { socket } of clients) socket.write(`${HEAD}X-Long: ${'a'.repeat(MIB)}\r\n\r\n`);
    expect(await lastClosedMs(clients, 2_000)).toBeLessThan(2_000);
    for (const { received } of clients) expect(received()).toMatch(/^(HTTP\/1\.1 431 |$)/);
    await expectGoodService(server, server.token, 1);
    expect((await heapOf(server)) - server.heapBytes).toBeLessThan(4 * MIB);
  });

  test('answers 1,000 pipelined requests in their order, and everybody else meanwhile', async () => {
    const instanceIds = Array.from({ length: 1_000 }, (_, n) => instanceIdOf(n));
    const good = expectGoodService(server, server.token, 1);
    await pause(300);
    clients = [await open(server)];
    const [{ socket, received }] = clients as [Client];
    socket.write(
      instanceIds
        .map((_, n) => `Authorization: ${mint(n)}\r\n`)
        .map((headers) => `${HEAD.replace(' HTTP/', '?fields=instanceId HTTP/')}${headers}\r\n`)
        .join(''),
    );
    await expect.poll(answers, { timeout: 5_000, interval: 20 }).toHaveLength(instanceIds.length);
    expect(answers()).toEqual(instanceIds);
    await good;

    function answers() {
      return Array.from(received().matchAll(/\{"instanceId":"([^"]+)"\}/g), ([, id]) => id);
    }
  });

  test('answers a client that closes its side after a request, or closes too, as while it waits for Wix', async () => {
    clients = await openMany(server, 100);
    emulator.world.faults.set('get_app_instance', { latencyMs: 300 });
    const tokens = clients.map((_, n) => (n % 2 ? server.token : mint(100 + n)));
    for (const [n, { socket }] of clients.entries()) {
      socket.end(`${HEAD}Authorization: ${tokens[n] ?? ''}\r\n\r\n`);
    }
    expect(await lastClosedMs(clients, 2_000)).toBeLessThan(2_000);
    emulator.world.faults.clear();
    const answered = clients.map(({ received }) => received().startsWith('HTTP/1.1 200 '));
    expect(answered).toEqual(tokens.map((token) => token === server.token));
  });

  test('drops a client that closes its side amid the headers', async () => {
    clients = await openMany(server, 100);
    for (const { socket } of clients) socket.end(`${HEAD}Authoriz`);
    expect(await lastClosedMs(clients, 1_000)).toBeLessThan(1_000);
    for (const { received } of clients) expect(received()).toMatch(/^(HTTP\/1\.1 400 |$)/);
  });
});

/* Each has a server of its own, and they wait for its time-outs together. */
describe.concurrent('many clients that take their time', () => {
  test('cuts off 200 clients that drip their headers, and answers everybody else meanwhile', async () => {
    const server = await warmServer();
    const clients = await openMany(server, 200);
    for (const { socket } of clients) socket.write(`${HEAD}X-Slow: `);
    drip(clients);
    await expectGoodService(server, server.token, 8);
    const lastMs = await lastClosedMs(clients, HEADERS_WITHIN_MS);
    expect(lastMs).toBeLessThan(HEADERS_WITHIN_MS + GRACE_MS);
    for (const { received } of clients) expect(received()).toMatch(/^(HTTP\/1\.1 408 |$)/);
    await server.kill();
  });

  test('closes 2,000 connections on which nothing comes, and they cost little until then', async () => {
    const server = await warmServer();
    const clients = await openMany(server, 2_000);
    await expectGoodService(server, server.token, 6);
    const perConnection = ((await heapOf(server)) - server.heapBytes) / clients.length;
    expect(perConnection).toBeLessThan(16 * 1024);
    const lastMs = await lastClosedMs(clients, HEADERS_WITHIN_MS);
    expect(lastMs).toBeLessThan(HEADERS_WITHIN_MS + GRACE_MS);
    expect((await heapOf(server)) - server.heapBytes).toBeLessThan(4 * MIB);
    await server.kill();
  });

  test('answers a GET without its body, and does not take the body for long', async () => {
    const server = await warmServer();
    const clients = await openMany(server, 50);
    for (const { socket } of clients) {
      socket.write(`${HEAD}Authorization: ${server.token}\r\nContent-Length: 1000000\r\n\r\n`);
    }
    drip(clients);
    await expectGoodService(server, server.token, 2);
    for (const { received } of clients) expect(received()).toMatch(/^HTTP\/1\.1 200 /);
    const lastMs = await lastClosedMs(clients, REQUEST_WITHIN_MS);
    expect(lastMs).toBeLessThan(REQUEST_WITHIN_MS + GRACE_MS);
    await server.kill();
  });

  test('stops reading from clients that pipeline and never read, and cuts them off', async () => {
    // It takes much of a processor, and the others are opening their connections now.
    await pause(2_500);
    const server = await warmServer();
    const clients = await openMany(server, 3);
    // Whole requests only, the next ones when these are taken: none is late that would be cut off for it.
    const fifty = `${HEAD}Authorization: ${server.token}\r\n\r\n`.repeat(50);
    const stuff = async ({ socket, closedAfterMs }: Client) => {
      socket.pause();
      const isTaken = () =>
        new Promise<boolean>((resolve) =>
          socket.write(fifty, (error) => {
            resolve(!error);
          }),
        );
      // 30 MB at the most, were they taken; apart, so that none is read in two.
      for (let n = 0; n < 600 && (await Promise.race([isTaken(), pause(500, false)])); n++) {
        await pause(8);
      }
      const stuffedAt = performance.now();
      await closedAfterMs;
      return performance.now() - stuffedAt;
    };
    const stuffing = Promise.all(clients.map(stuff));
    await expectGoodService(server, server.token, 6);
    expect((await heapOf(server)) - server.heapBytes).toBeLessThan(clients.length * 2 * MIB);
    const late = pause(REQUEST_WITHIN_MS + GRACE_MS, [Infinity]);
    const closedAfterMs = await Promise.race([stuffing, late]);
    expect(Math.max(...closedAfterMs)).toBeLessThan(REQUEST_WITHIN_MS + GRACE_MS);
    expect((await heapOf(server)) - server.heapBytes).toBeLessThan(4 * MIB);
    await server.kill();
  });
});
