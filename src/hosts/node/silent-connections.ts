import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A client that has only just connected may be about to send its request. */
const MAY_STILL_SEND_MS = 500;

/**
 * Follows the connections of `server` on which nothing has come yet. Node counts them as active, so that
 * `closeIdleConnections` leaves them open until they are cut off.
 */
export function followSilentConnections(server: Server): {
  /** Closes those that have been silent for half a second, and the others when they have. */
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
