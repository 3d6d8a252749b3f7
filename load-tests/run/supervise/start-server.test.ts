import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startServer } from './start-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

const A_SERVER = 'load-tests/run/supervise/test-support/a-server.ts';
const A_RUNNER = 'load-tests/run/supervise/test-support/a-runner.ts';
const logFile = join(folder, 'server.log');

describe('the server under load', () => {
  test('reports its address and its usage, and ends on request', async () => {
    const server = await startServer({ args: [A_SERVER], env: {}, logFile });
    expect((await fetch(server.origin)).status).toBe(200);
    const used = await server.measure();
    expect(used?.cpuMicros).toBeGreaterThan(0);
    expect(used?.heapBytes).toBeGreaterThan(0);
    await server.end();
    expect(await server.ended).toBe('SIGTERM');
    expect(await server.measure()).toBeUndefined();
    expect(readFileSync(logFile, 'utf8')).toContain('answers at');
  });

  test('fails with its own output when it does not start', async () => {
    const args = ['--eval', 'console.error("no port for me"); process.exit(3)'];
    await expect(startServer({ args, env: {}, logFile })).rejects.toThrow(
      /ended with 3 before it listened; it printed:\nno port for me/,
    );
  });

  test.each<[string, NodeJS.Signals]>([
    ['asked to end', 'SIGTERM'],
    ['interrupted', 'SIGINT'],
    ['killed', 'SIGKILL'],
  ])('does not outlive a runner that is %s', async (_, signal) => {
    const { child, origin } = await startRunner(process.execPath, [A_RUNNER]);
    const pid = Number(await (await fetch(origin)).text());
    expect(lives(pid)).toBe(true);
    child.kill(signal);
    await once(child, 'exit');
    await eventually(() => expect(lives(pid)).toBe(false));
  });

  test('does not outlive a runner that crashes', async () => {
    const { child, origin } = await startRunner(process.execPath, [A_RUNNER], { CRASH: '1' });
    await eventually(() => expect(child.exitCode).toBe(1));
    await eventually(() => expect(fetch(origin)).rejects.toThrow());
  });

  test('does not outlive a shell that dies without notifying the runner', async () => {
    // As under npm: SIGKILL ends the shell, and init adopts the runner.
    const { child, origin } = await startRunner('sh', [
      '-c',
      `${process.execPath} ${A_RUNNER}; true`,
    ]);
    const pid = Number(await (await fetch(origin)).text());
    child.kill('SIGKILL');
    await eventually(() => expect(lives(pid)).toBe(false));
  });
});

/** Starts a runner, and waits until it prints the origin of its server. */
async function startRunner(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, origin: /runs (\S+)/.exec(line.toString())?.[1] ?? '' };
}

/** Often, and with enough time for a busy machine. */
function eventually(expectation: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(expectation, { interval: 5, timeout: 8_000 });
}

/** Whether the process runs. A zombie, which is only an entry in the process table, does not. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(statusOf(pid));
  } catch {
    return false;
  }
}

function statusOf(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}
