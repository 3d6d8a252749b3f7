import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { spawnProcess } from '../support/spawn-process.ts';

/** Runs `npm run <script>` as a shell would: in a process group of its own. */
function npmRun(script: string, env: Readonly<Record<string, string>>) {
  const home = { HOME: process.env['HOME'] ?? '' };
  const npm = spawnProcess('npm', ['run', script], { ...home, ...env }, { ownGroup: true });
  const pid = npm.child.pid ?? 0;
  return {
    ...npm,
    pid,
    /** To the whole group, as a terminal does it. */
    signalGroup: (signal: NodeJS.Signals) => process.kill(-pid, signal),
  };
}

const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the commands of the README', () => {
  let running: ReturnType<typeof npmRun>;
  afterEach(() => {
    try {
      running.signalGroup('SIGKILL');
    } catch {
      // It has ended, and all of its group.
    }
  });

  it('`npm start` prints a curl line that works, and Ctrl-C ends everything', async () => {
    running = npmRun('start', { PORT: '0', EMULATOR_PORT: '0', EMULATOR_LATENCY_MEDIAN_MS: '0' });
    const [, curl = ''] = await running.printed(/^ *(curl -i .*)$/m);
    const [, endpoint = ''] = await running.printed(/Endpoint +(\S+)/);
    const [, demo = ''] = await running.printed(/Demo site +(\S+)/);
    expect(await isUp(demo)).toBe(true);

    const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(stdout).toContain('"instanceId":"');

    running.signalGroup('SIGINT');
    await running.ended();
    expect(await isUp(endpoint)).toBe(false);
    expect(await isUp(demo)).toBe(false);
  });

  it('`npm run serve` ends on a SIGTERM to npm: with 0, and with its server', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    const [, port = ''] = await running.printed(/answers at http:\/\/localhost:(\d+)\//);
    const health = `http://127.0.0.1:${port}/healthz`;
    expect(await isUp(health)).toBe(true);
    process.kill(running.pid, 'SIGTERM');
    expect(await running.ended()).toBe(0);
    expect(await isUp(health)).toBe(false);
  });

  it('`npm run serve` hears one SIGTERM where a process group sends two', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    await running.printed(/answers at (\S+)/);
    running.signalGroup('SIGTERM');
    expect(await running.ended()).toBe(0);
  });
});
