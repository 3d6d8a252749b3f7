import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { parseProc, parsePs, usageOf } from './process-usage.ts';

describe('the usage of a process', () => {
  test('is read from /proc, whatever the name of the command', () => {
    const stat = '42 (a b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 11 0';
    expect(parseProc(stat, 'Name:\tx\nVmRSS:\t    2048 kB\n')).toEqual({
      cpuMicros: 2_000_000,
      rssBytes: 2 * 2 ** 20,
    });
  });

  test('is undefined for a process that has ended and waits to be reaped', () => {
    expect(parseProc('42 (k6) Z 1 2 3 4 5 6 7 8 9 10 150 50 0', 'State:\tZ (zombie)\n')).toBe(
      undefined,
    );
  });

  test.each([
    ['0:01.25 1024', 1_250_000],
    ['01:00:02 1024', 3_602_000_000],
    ['2-00:00:01 1024', 172_801_000_000],
  ])('is read from a line of ps: %s', (line, cpuMicros) => {
    expect(parsePs(` ${line}\n`)).toEqual({ cpuMicros, rssBytes: 2 ** 20 });
  });

  test('belongs to the given process, and is undefined once that has ended', async () => {
    const own = await usageOf(process.pid);
    expect(own?.cpuMicros).toBeGreaterThan(0);
    expect(own?.rssBytes).toBeGreaterThan(10 * 2 ** 20);
    const child = spawn(process.execPath, ['--eval', '']);
    await once(child, 'close');
    expect(await usageOf(child.pid ?? 0)).toBeUndefined();
  });
});
