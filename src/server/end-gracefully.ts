import type { Server } from 'node:http';

/** How long new requests are still answered after the signal, so that load balancers see /readyz. */
const DRAIN_MS = 2_000;

/** From when on another Ctrl-C is somebody's own, and not the first one passed on by a parent. */
const PRESSED_AGAIN_MS = 500;

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
      server.close(() => {
        void options.lastly().finally(() => process.exit(0));
      });
    }, drainMs);
    setTimeout(() => {
      server.closeAllConnections();
    }, CUT_OFF_MS).unref();
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
