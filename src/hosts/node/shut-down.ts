import type { Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';

/** How long new requests are still answered after the signal, so that load balancers see /readyz. */
const DRAIN_MS = 2_000;

/** From when on another Ctrl-C is somebody's own, and not the first one passed on by a parent. */
const PRESSED_AGAIN_MS = 500;

/** How long a quiet moment is waited for; under any load that is served, one comes within milliseconds. */
const QUIET_MOMENT_WITHIN_MS = 2_000;

/** A turn of the event loop with nothing to do takes some µs, one with a request several times this. */
const IDLE_TURN_MS = 0.05;

/** When what is still open is cut off: the process has to be gone within 10 s. */
const CUT_OFF_MS = 8_000;

/**
 * On SIGTERM: unready at once, answering for a while, then no new connections, and the end when the
 * last answer is complete. On SIGINT (Ctrl-C) the same without the while; pressed again, it is the end
 * there and then. SIGTERM may well come twice, from a process group and from npm, and is heard once.
 */
export function endGracefully(options: {
  readonly server: Server;
  readonly onEnding: () => void;
  /** What has to be done once the last answer is out. */
  readonly lastly: () => Promise<void>;
}): void {
  const { server } = options;
  let endingSinceMs: number | undefined;

  function end(drainMs: number): void {
    if (endingSinceMs !== undefined) return;
    endingSinceMs = performance.now();
    options.onEnding();
    setTimeout(() => {
      void close();
    }, drainMs);
    setTimeout(() => {
      server.closeAllConnections();
    }, CUT_OFF_MS).unref();
  }

  async function close(): Promise<void> {
    await quietMoment();
    // On its own, although close() does it too: it takes long enough for connections to arrive meanwhile.
    server.closeIdleConnections();
    await quietMoment();
    server.close(() => {
      void options.lastly().finally(() => process.exit(0));
    });
  }

  process.on('SIGTERM', () => {
    end(DRAIN_MS);
  });
  process.on('SIGINT', () => {
    if (endingSinceMs !== undefined && performance.now() - endingSinceMs > PRESSED_AGAIN_MS) {
      process.exit(1);
    }
    end(0);
  });
}

/**
 * Right after a turn of the event loop that found nothing to do. When a listener closes, the kernel resets
 * what it has connected and Node has not accepted, and Node accepts one in a turn; when an idle connection
 * closes, a request that is on it and was not read yet is lost in the same way.
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
