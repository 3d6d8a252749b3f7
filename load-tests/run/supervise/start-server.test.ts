import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnNode } from '../../../test/support/spawn-process.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { startServer } from './start-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

const A_SERVER = 'load-tests/run/supervise/test-support/a-server.ts';
const logFile = join(folder, 'server.log');

describe('the server under load', () => {
  it('says where it listens and what it uses, and ends when it is told', async () => {
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

  it('is an error with its own words when it does not come up', async () => {
    const args = ['--eval', 'console.error("no port for me"); process.exit(3)'];
    await expect(startServer({ args, env: {}, logFile })).rejects.toThrow(
      /ended with 3 before it listened; it printed:\nno port for me/,
    );
  });

  it.each<[string, NodeJS.Signals]>([
    ['told to end', 'SIGTERM'],
    ['interrupted', 'SIGINT'],
    ['killed', 'SIGKILL'],
  ])('does not outlive a runner that is %s', async (_, signal) => {
    const runner = spawnNode(['load-tests/run/supervise/test-support/a-runner.ts'], {});
    const [, origin] = await runner.printed(/runs (\S+)/);
    const pid = Number(await (await fetch(String(origin))).text());
    expect(lives(pid)).toBe(true);
    runner.child.kill(signal);
    await runner.ended();
    await waitFor(() => expect(lives(pid)).toBe(false));
  });

  it('does not outlive a runner that crashes', async () => {
    const runner = spawnNode(['load-tests/run/supervise/test-support/a-runner.ts'], { CRASH: '1' });
    const [, origin] = await runner.printed(/runs (\S+)/);
    expect(await runner.ended()).toBe(1);
    await waitFor(() => expect(fetch(String(origin))).rejects.toThrow());
  });

  it('does not outlive a shell whose death the runner was not told of', async () => {
    // As npm runs it: the shell dies by SIGKILL, and the runner is handed to init.
    const command = `${process.execPath} load-tests/run/supervise/test-support/a-runner.ts; true`;
    const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const origin = /runs (\S+)/.exec(line.toString())?.[1];
    const pid = Number(await (await fetch(String(origin))).text());
    shell.kill('SIGKILL');
    await waitFor(() => expect(lives(pid)).toBe(false));
  });
});

/** Whether there is such a process, and it is more than a name in the table. */
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
