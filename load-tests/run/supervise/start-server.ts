import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Measurement } from '../../../scripts/meter.ts';

export interface ServerOrder {
  /** Node's arguments, as in `['dist-node/main.mjs']`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file for everything that the server prints. */
  readonly logFile: string;
}

export interface RunningServer {
  /** As in `http://127.0.0.1:34567`. */
  readonly origin: string;
  readonly port: number;
  /** What the server has used since it began; undefined when it does not answer in time. */
  measure(options?: MeasureOptions): Promise<Measurement | undefined>;
  /** Sends SIGTERM, which the server obeys within ten seconds, then SIGKILL. */
  end(): Promise<void>;
  kill(): void;
  /** Resolves to the exit code or the signal's name when the server ends for any reason. */
  readonly ended: Promise<number | string>;
}

export interface MeasureOptions {
  /** Collects garbage before measuring, so that only retained memory counts. */
  readonly collectGarbage?: boolean;
}

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 12_000;
/** Collecting garbage takes seconds on a busy machine. */
const MEASURES_WITHIN_MS = 10_000;
const PRELOADED = ['./scripts/meter.ts', './load-tests/run/supervise/end-with-parent.ts'];

/** Starts a server with a meter in its own process, and waits until it prints its address. */
export async function startServer({ args, env, logFile }: ServerOrder): Promise<RunningServer> {
  const preload = PRELOADED.flatMap((file) => ['--import', file]);
  const child = spawn(process.execPath, ['--expose-gc', ...preload, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Outside the terminal's process group: Ctrl-C must reach k6 first, or k6 counts the server's end as errors.
    detached: true,
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  // Measurements carry no id, so they are requested one at a time.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(request: () => Promise<T>): Promise<T> => {
    const answer = before.then(request);
    before = answer;
    return answer;
  };
  try {
    const port = await listening(child, ended, logFile);
    return {
      origin: `http://127.0.0.1:${port}`,
      port,
      ended,
      measure: (options) => inTurn(() => measure(child, options)),
      end: () => endChild(child, ended),
      kill: () => void child.kill('SIGKILL'),
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Reads the port from the server's output, and writes all output to the log file. */
async function listening(
  child: ChildProcess,
  ended: Promise<number | string>,
  logFile: string,
): Promise<number> {
  const log = createWriteStream(logFile, { flags: 'a' });
  let timer: NodeJS.Timeout | undefined;
  let printed = '';
  try {
    return await new Promise<number>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the server ${why}; it printed:\n${printed}`));
      let heard = false;
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          log.write(chunk);
          if (heard) return;
          printed += chunk.toString();
          const port = / (?:at|on) http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(printed)?.[1];
          if (port === undefined) return;
          heard = true;
          resolve(Number(port));
        });
      }
      child.on('error', reject);
      child.once('close', () => log.end());
      void ended.then((how) => fail(`ended with ${how} before it listened`));
      timer = setTimeout(
        () => fail(`does not listen after ${STARTS_WITHIN_MS / 1000} s`),
        STARTS_WITHIN_MS,
      );
    });
  } finally {
    clearTimeout(timer);
  }
}

async function measure(
  child: ChildProcess,
  { collectGarbage = false }: MeasureOptions = {},
): Promise<Measurement | undefined> {
  if (!child.connected) return undefined;
  try {
    const answer = once(child, 'message', { signal: AbortSignal.timeout(MEASURES_WITHIN_MS) });
    child.send(collectGarbage);
    return ((await answer) as [Measurement])[0];
  } catch {
    return undefined;
  }
}

async function endChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
