import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process has used, as the operating system counts it. The process itself is not involved. */
export interface Usage {
  /** User and system time since the process began. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** The unit of CPU time in /proc, whatever the kernel's own tick (USER_HZ, proc(5)). */
const MICROS_PER_TICK = 10_000;

/** The usage of a process by its id; undefined once it has ended. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<Usage | undefined> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  return parseProc(stat, status);
}

/** Reads `/proc/<pid>/stat` and `…/status`. Undefined for a process that has ended and waits to be reaped. */
export function parseProc(stat: string, status: string): Usage | undefined {
  // The second field is the command's name, which may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN);
  if (Number.isNaN(kib)) return undefined;
  return { cpuMicros: ticks * MICROS_PER_TICK, rssBytes: kib * 1024 };
}

async function fromPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'time=,rss=', '-p', String(pid)]);
  return parsePs(stdout);
}

/** Reads a line of `ps -o time=,rss=`: `[[dd-]hh:]mm:ss[.cc]`, and KiB. */
export function parsePs(line: string): Usage {
  const [time = '', kib = ''] = line.trim().split(/\s+/);
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return {
    cpuMicros: Math.round((Number(days) * 86_400 + seconds) * 1e6),
    rssBytes: Number(kib) * 1024,
  };
}
