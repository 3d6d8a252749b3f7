import type { Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { onSignals } from './signals.ts';

/** From when on a second Ctrl-C is a person's, and not the first one passed on by a parent. */
const PRESSED_AGAIN_MS = 500;

/** How long to wait for a quiet moment; under any load that the server can serve, one comes within milliseconds. */
const QUIET_MOMENT_WITHIN_MS = 2_000;

/** A turn of the event loop with nothing to do takes some µs, one with a request several times this. */
const IDLE_TURN_MS = 0.05;

/** What `lastly` may take of the time until all has to be over, at most. */
const LASTLY_MS = 2_000;

export interface Ending {
  readonly server: Server;
  readonly silentConnections: { close(): void };
  /** How long the server still answers after SIGTERM, so that load balancers see /readyz. */
  readonly drainMs: number;
  /** When the process has to be gone. */
  readonly shutdownMs: number;
  readonly onEnding: () => void;
  /** What has to be done once the last answer is out. */
  readonly lastly: () => Promise<void>;
}

/**
 * On SIGTERM or SIGHUP: unready at once, answers during the drain, then takes no new connection, and ends
 * when the last answer is complete. On SIGINT (Ctrl-C) the same without the drain; a second one ends it
 * there and then. A process group and npm may each send SIGTERM: the second one changes nothing.
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
    // On its own, although close() does it too: it takes long enough for connections to arrive meanwhile.
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
 * Right after a turn of the event loop that found nothing to do. When a listener closes, the kernel resets
 * what it has connected and Node has not accepted, and Node accepts one in a turn. When an idle connection
 * closes, an unread request on it is lost in the same way.
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
