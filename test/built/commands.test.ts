import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';

/** Runs `npm run <script>` as a shell would: in a process group of its own. */
function npmRun(script: string, env: Readonly<Record<string, string>>) {
  const child = spawn('npm', ['run', script], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const pid = child.pid ?? 0;
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid,
    ended,
    output: () => output,
    async printed(pattern: RegExp): Promise<string> {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match[1] ?? '';
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      }
    },
    /** To the whole group, as Ctrl-C in a terminal does it. */
    interrupt: () => process.kill(-pid, 'SIGINT'),
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
      process.kill(-running.pid, 'SIGKILL');
    } catch {
      // It has ended, and all of its group.
    }
  });

  it('`npm start` prints a curl line that works, and Ctrl-C ends everything', async () => {
    running = npmRun('start', { PORT: '0', EMULATOR_PORT: '0', EMULATOR_LATENCY_MEDIAN_MS: '0' });
    const curl = await running.printed(/^ *(curl -i .*)$/m);
    const endpoint = await running.printed(/Endpoint +(\S+)/);
    const demo = await running.printed(/Demo site +(\S+)/);
    expect(await isUp(demo)).toBe(true);

    const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(stdout).toContain('"instanceId":"');

    running.interrupt();
    await running.ended;
    expect(await isUp(endpoint)).toBe(false);
    expect(await isUp(demo)).toBe(false);
  });

  it('`npm run serve` ends on a SIGTERM to npm: with 0, and with its server', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    const port = await running.printed(/answers at http:\/\/localhost:(\d+)\//);
    const health = `http://127.0.0.1:${port}/healthz`;
    expect(await isUp(health)).toBe(true);
    process.kill(running.pid, 'SIGTERM');
    expect(await running.ended).toBe(0);
    expect(await isUp(health)).toBe(false);
  });

  it('`npm run serve` hears one SIGTERM where a process group sends two', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    await running.printed(/answers at (\S+)/);
    process.kill(-running.pid, 'SIGTERM');
    expect(await running.ended).toBe(0);
  });
});
