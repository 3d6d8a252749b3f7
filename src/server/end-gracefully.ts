import type { Server } from 'node:http';

/** How long new requests are still answered after the signal, so that load balancers see /readyz. */
const DRAIN_MS = 2_000;

/** When what is still open is cut off: the process has to be gone within 10 s. */
const CUT_OFF_MS = 8_000;

/**
 * On SIGTERM: unready at once, answering for a while, then no new connections, and the end when the
 * last answer is complete. On SIGINT (Ctrl-C) the same without the while. A second signal ends it
 * there and then.
 */
export function endGracefully(options: {
  readonly server: Server;
  readonly onEnding: () => void;
  /** What has to be done once the last answer is out. */
  readonly lastly: () => Promise<void>;
}): void {
  const { server } = options;
  let ending = false;

  function end(drainMs: number): void {
    if (ending) process.exit(1);
    ending = true;
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
    end(0);
  });
}
