import type { Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { onSignals } from './signals.ts';

/** A SIGINT that arrives sooner than this is the parent's copy of the first one. */
const PRESSED_AGAIN_MS = 500;

/** How long to wait for an idle turn. Unless the server is overloaded, one comes within milliseconds. */
const QUIET_MOMENT_WITHIN_MS = 2_000;

/** An idle turn of the event loop takes a few µs. A turn with a request takes several times this limit. */
const IDLE_TURN_MS = 0.05;

/** Time reserved for `lastly` before the deadline. */
const LASTLY_MS = 2_000;

export interface Ending {
  readonly server: Server;
  readonly silentConnections: { close(): void };
  /** How long the server accepts requests after SIGTERM, so that load balancers can notice /readyz. */
  readonly drainMs: number;
  /** Deadline for the process to exit, counted from the signal. */
  readonly shutdownMs: number;
  readonly onEnding: () => void;
  /** Called after the last response. */
  readonly lastly: () => Promise<void>;
}

/**
 * On SIGTERM or SIGHUP, the server becomes unready at once and accepts requests during the drain. Then it
 * accepts no new connections and exits after the last response. SIGINT (Ctrl-C) skips the drain, and a second
 * SIGINT exits at once. A process group and npm may each send SIGTERM, so a second SIGTERM has no effect.
 */
export function endGracefully(ending: Ending): void {
  const { server, silentConnections, drainMs, shutdownMs } = ending;
  const cutOffMs = shutdownMs - Math.min(LASTLY_MS, (shutdownMs - drainMs) / 4);
  let endingSinceMs: number | undefined;

  function end(afterMs: number): void {
    if (endingSinceMs !== undefined) return;
    endingSinceMs = performance.now();
    ending.onEnding();
    setTimeout(() => {
      void close();
    }, afterMs);
    setTimeout(() => {
      server.closeAllConnections();
    }, cutOffMs).unref();
    setTimeout(() => process.exit(0), shutdownMs).unref();
  }

  async function close(): Promise<void> {
    await quietMoment();
    silentConnections.close();
    // close() does this too, but it takes long enough for new connections to arrive in the meantime.
    server.closeIdleConnections();
    await quietMoment();
    server.close(() => {
      void ending.lastly().finally(() => process.exit(0));
    });
  }

  onSignals((signal) => {
    if (signal !== 'SIGINT') end(drainMs);
    else if (endingSinceMs === undefined) end(0);
    else if (performance.now() - endingSinceMs > PRESSED_AGAIN_MS) process.exit(1);
  });
}

/**
 * Resolves after an idle turn of the event loop. When a listener closes, the kernel resets every connection
 * that Node has not accepted yet, and Node accepts one per turn. Closing an idle connection loses an unread
 * request in the same way.
 */
async function quietMoment(): Promise<void> {
  const startedAtMs = performance.now();
  let turnedAtMs = startedAtMs;
  for (;;) {
    await turn();
    const nowMs = performance.now();
    if (nowMs - turnedAtMs < IDLE_TURN_MS || nowMs - startedAtMs > QUIET_MOMENT_WITHIN_MS) return;
    turnedAtMs = nowMs;
  }
}
