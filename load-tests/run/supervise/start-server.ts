import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Measurement } from '../../../test/support/spawn-metered.ts';

export interface ServerOrder {
  /** As in `['dist-node/main.mjs']`: what Node is to run. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it prints goes there, and nowhere else. */
  readonly logFile: string;
}

export interface RunningServer {
  /** As in `http://127.0.0.1:34567`. */
  readonly origin: string;
  readonly port: number;
  /** What it has used since it began, garbage collected first if asked; undefined when it does not say so in time. */
  measure(options?: MeasureOptions): Promise<Measurement | undefined>;
  /** SIGTERM, which it is to obey within ten seconds by itself, then SIGKILL. */
  end(): Promise<void>;
  kill(): void;
  /** Settles when it ends, whoever caused it: its exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

export interface MeasureOptions {
  readonly collectGarbage?: boolean;
}

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 12_000;
/** To collect garbage takes its time on a busy machine. */
const MEASURES_WITHIN_MS = 10_000;
const PRELOADED = [
  './test/support/meter-preload.ts',
  './load-tests/run/supervise/end-with-parent.ts',
];

/** Runs a server as a process of its own, with a meter in it, and waits until it says where it listens. */
export async function startServer({ args, env, logFile }: ServerOrder): Promise<RunningServer> {
  const preload = PRELOADED.flatMap((file) => ['--import', file]);
  const child = spawn(process.execPath, ['--expose-gc', ...preload, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not in the terminal's group: Ctrl-C must reach k6 first, or it counts the end of the server as errors.
    detached: true,
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  // Its answers do not say which question they are for.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const answer = before.then(ask);
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

/** The port that it says it listens on. All that it prints is kept in the file, the start of it here too. */
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
