import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { isUp, npmRun } from './support/npm-run.ts';

const ANY_PORT = { PORT: '0', EMULATOR_PORT: '0', EMULATOR_LATENCY_MEDIAN_MS: '0' };

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
const hasIpv6Loopback = addresses.some(({ address }) => address === '::1');
const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('npm start', () => {
  let running: ReturnType<typeof npmRun>;
  afterEach(() => {
    try {
      running.signalGroup('SIGKILL');
    } catch {
      // The whole group has already ended.
    }
  });

  async function started(env: Readonly<Record<string, string>> = {}) {
    running = npmRun('start', { ...ANY_PORT, ...env });
    const [, curl = ''] = await running.printed(/^ *(curl -i .*)$/m);
    const [, endpoint = ''] = await running.printed(/Endpoint +(\S+)/);
    const [, demoSite = ''] = await running.printed(/Demo site +(\S+)/);
    const [, traces = ''] = await running.printed(/Traces +(\S+)/);
    return { curl, urls: [endpoint, demoSite, traces] };
  }

  test.each(['warn', 'silent'])(
    'prints the addresses and a working curl line with LOG_LEVEL=%s',
    async (level) => {
      const { curl, urls } = await started({ LOG_LEVEL: level });
      expect(await Promise.all(urls.map(isUp))).toEqual([true, true, true]);
      const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
      expect(stdout).toMatch(/^HTTP\/1\.1 200 OK/);
    },
  );

  test('listens on both families of loopback, and on no outside address', async () => {
    const { urls } = await started();
    const at = (host: string) =>
      Promise.all(urls.map((url) => isUp(url.replace('localhost', host))));
    expect(await at('127.0.0.1')).toEqual([true, true, true]);
    if (hasIpv6Loopback) expect(await at('[::1]')).toEqual([true, true, true]);
    if (outside !== undefined) expect(await at(outside)).toEqual([false, false, false]);
  });

  test('names PORT if PORT is invalid, before it starts a process', async () => {
    running = npmRun('start', { ...ANY_PORT, PORT: 'abc' });
    expect(await running.ended()).toBe(1);
    expect(running.output()).toMatch(/^PORT is "abc".* Example: PORT=4321$/m);
    expect(running.output()).not.toMatch(/DEMO_ENDPOINT|emulator at/);
  });

  test('prints no address when its port is in use', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    running = npmRun('start', { ...ANY_PORT, PORT: String(port) });
    expect(await running.ended()).toBe(1);
    expect(running.output()).toContain(`PORT ${port} is in use`);
    expect(running.output()).not.toContain('Endpoint');
    other.close();
  });
});
