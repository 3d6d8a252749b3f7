import type { Server } from 'node:http';

const ALL: ReadonlySet<string> = new Set(['::', '0.0.0.0']);

/** Returns the address that `server` listens on, and an origin that works on this machine. */
export function listeningAddress(server: Server): {
  readonly origin: string;
  readonly address: string;
} {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('Not listening on a port');
  const { address, family, port } = bound;
  const host = ALL.has(address) ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return { origin: `http://${host}:${port}`, address };
}
