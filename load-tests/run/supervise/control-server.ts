import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the running profile may request of the runner. */
export interface Controls {
  /** Resolves once the restarted server answers. */
  restart(): Promise<void>;
}

export interface ControlServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves `POST /restart` on loopback, because k6 cannot start or end a process. */
export async function startControlServer(controls: Controls): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answer(request, controls).then(({ status, body }) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, controls: Controls) {
  try {
    if (request.method === 'POST' && request.url === '/restart') {
      const startedAt = performance.now();
      await controls.restart();
      return { status: 200, body: { ms: Math.round(performance.now() - startedAt) } };
    }
    return { status: 404, body: { error: 'POST /restart' } };
  } catch (error) {
    return { status: 500, body: { error: error instanceof Error ? error.message : 'failed' } };
  }
}
