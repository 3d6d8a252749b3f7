import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type UsageReport, watchUsage } from '../supervise/watch-usage.ts';
import { usageOf } from '../supervise/process-usage.ts';

export interface K6Order {
  readonly binary: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** After this time the runner ends k6, which should end long before. */
  readonly timeoutSeconds: number;
  /** A terminal shows k6's own progress bars; other outputs get a line every 10 s. */
  readonly isTerminal: boolean;
  readonly print: (line: string) => void;
  /** Ends k6. */
  readonly signal: AbortSignal;
  /** Receives the ways to end k6 once it runs. */
  readonly onStarted: (k6: {
    readonly end: () => Promise<void>;
    readonly kill: () => void;
  }) => void;
}

export type K6Ending =
  | { readonly kind: 'ended'; readonly code: number | null }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'timed out'; readonly seconds: number };

export interface K6Run {
  readonly ending: K6Ending;
  readonly usage: UsageReport | undefined;
  /** What k6 printed, unless a terminal showed it. */
  readonly printed: string;
}

const PROGRESS_EVERY_MS = 10_000;
/** After SIGINT, k6 lets its virtual users finish and writes its result. */
const ENDS_WITHIN_MS = 12_000;
/** Longer than the `gracefulStop` of any profile. */
const SECOND_SIGNAL_MS = 7_000;
const KEPT_OUTPUT = 20_000;

/** Runs k6 until it ends, times out or is interrupted. */
export async function runK6(order: K6Order): Promise<K6Run> {
  order.signal.throwIfAborted();
  const child = spawn(order.binary, order.args, {
    env: order.env,
    // The result goes to a file; the output is for people.
    stdio: ['ignore', order.isTerminal ? 'inherit' : 'pipe', 'pipe'],
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);

  let cause: 'interrupted' | 'timed out' | undefined;
  const stop = (why: NonNullable<typeof cause>) => {
    cause ??= why;
    // Ctrl-C in a terminal reaches k6 directly, and a second signal would cost its result.
    const patience = order.isTerminal && why === 'interrupted' ? SECOND_SIGNAL_MS : 0;
    setTimeout(() => child.kill('SIGINT'), patience).unref();
    setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS).unref();
  };
  order.onStarted({
    async end() {
      if (child.exitCode === null && child.signalCode === null) stop('interrupted');
      await closed.catch(() => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
  });
  const interrupt = () => stop('interrupted');
  order.signal.addEventListener('abort', interrupt, { once: true });
  const timer = setTimeout(() => stop('timed out'), order.timeoutSeconds * 1000);

  let printed = '';
  let reportedAt = 0;
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stderr?.on('data', keep);
  child.stdout?.on('data', (chunk: Buffer) => {
    keep(chunk);
    const [progress] = [...printed.matchAll(/^running \(.*$/gm)].slice(-1);
    if (progress === undefined || Date.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = Date.now();
    order.print(`  k6 ${progress[0].trim()}`);
  });

  const usage = watchUsage(async () => (child.pid === undefined ? undefined : usageOf(child.pid)));
  try {
    const code = await closed;
    return {
      ending:
        cause === undefined
          ? { kind: 'ended', code }
          : cause === 'timed out'
            ? { kind: cause, seconds: order.timeoutSeconds }
            : { kind: cause },
      usage: await usage.stop(),
      printed,
    };
  } finally {
    clearTimeout(timer);
    order.signal.removeEventListener('abort', interrupt);
    void usage.stop();
  }
}
