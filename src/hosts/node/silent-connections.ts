import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A client that has just connected may still send its request. */
const MAY_STILL_SEND_MS = 500;

/**
 * Tracks the connections of `server` that have received no data yet. Node counts them as active, so
 * `closeIdleConnections` leaves them open.
 */
export function followSilentConnections(server: Server): {
  /** Closes each connection once it has been silent for half a second. */
  close(): void;
} {
  const openSinceMs = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    openSinceMs.set(socket, performance.now());
    socket.once('close', () => openSinceMs.delete(socket));
  });

  function closeLongSilent(): void {
    const nowMs = performance.now();
    for (const [socket, sinceMs] of openSinceMs) {
      if (socket.bytesRead === 0 && nowMs - sinceMs >= MAY_STILL_SEND_MS) socket.destroy();
    }
  }

  return {
    close() {
      closeLongSilent();
      setTimeout(closeLongSilent, MAY_STILL_SEND_MS + 1).unref();
    },
  };
}
