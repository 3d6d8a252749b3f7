import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { K6Ending } from '../judge/judge-run.ts';
import { type UsageReport, watchUsage } from '../supervise/watch-usage.ts';
import { usageOf } from '../supervise/process-usage.ts';

export interface K6Order {
  readonly binary: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** k6 is ended when it still runs then; it should end long before. */
  readonly timeoutSeconds: number;
  /** A terminal gets k6's own bars; anything else a line now and then. */
  readonly isTerminal: boolean;
  readonly say: (line: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called with what kills it at once. */
  readonly onStarted: (k6: {
    readonly end: () => Promise<void>;
    readonly kill: () => void;
  }) => void;
}

export interface K6Run {
  readonly ending: K6Ending;
  readonly usage: UsageReport | undefined;
  /** What it printed, where it was not a terminal's. */
  readonly printed: string;
}

const SAYS_EVERY_MS = 10_000;
/** After SIGINT k6 lets its virtual users finish, and writes its result. */
const ENDS_WITHIN_MS = 12_000;
/** Longer than any profile lets its page views end. */
const SECOND_SIGNAL_MS = 7_000;
const KEPT_OUTPUT = 20_000;

/** Runs k6 to its end, or to ours. */
export async function runK6(order: K6Order): Promise<K6Run> {
  order.signal.throwIfAborted();
  const child = spawn(order.binary, order.args, {
    env: order.env,
    // The result goes to a file: what k6 prints is for people.
    stdio: ['ignore', order.isTerminal ? 'inherit' : 'pipe', 'pipe'],
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);

  let cause: 'interrupted' | 'timed out' | undefined;
  const stop = (why: NonNullable<typeof cause>) => {
    cause ??= why;
    // A terminal's Ctrl-C has reached k6 by itself, and a second one would cost its result.
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
  let saidAt = 0;
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stderr?.on('data', keep);
  child.stdout?.on('data', (chunk: Buffer) => {
    keep(chunk);
    const [progress] = [...printed.matchAll(/^running \(.*$/gm)].slice(-1);
    if (progress === undefined || Date.now() - saidAt < SAYS_EVERY_MS) return;
    saidAt = Date.now();
    order.say(`  k6 ${progress[0].trim()}`);
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
