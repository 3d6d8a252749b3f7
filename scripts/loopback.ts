import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const IPV4 = '127.0.0.1';
const IPV6 = '::1';

/** A host for a URL: `localhost` for loopback and wildcard addresses. */
export function urlHost(host: string): string {
  if ([IPV4, IPV6, '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Whether a server can listen on the port at this moment. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/**
 * Makes a server on 127.0.0.1 reachable on [::1] too, because `localhost` may resolve to either.
 * Resolves to false when this machine has no IPv6 loopback or another program uses the port there.
 */
export async function serveOnIpv6Loopback(port: number, host = IPV4): Promise<boolean> {
  if (host !== IPV4) return false;
  const server = createServer((socket) => {
    const upstream = connect(port, IPV4);
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  server.listen({ port, host: IPV6, ipv6Only: true });
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.unref();
  return true;
}
