import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import { startWorker } from '../../support/start-worker.ts';

const BUNDLE = 'dist';
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

export interface WixHosting {
  readonly origin: string;
  /** The requests in the order of arrival, such as `GET /api/get-instance`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves what `wix release` uploads as Wix hosts it: static files and the worker behind one origin. The worker runs on
 * the real Workers runtime.
 */
export async function serveWixHosting(wixApiOrigin: string): Promise<WixHosting> {
  const worker = await startWorker(wixApiOrigin, { ...DEVELOPMENT_APP });
  const requests: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    if (method === 'GET' && url.startsWith('/_wix_')) {
      response.setHeader('Content-Type', TYPES[extname(url)] ?? 'application/octet-stream');
      response.setHeader('Access-Control-Allow-Origin', '*').end(await readFile(join(BUNDLE, url)));
      return;
    }
    requests.push(`${method} ${url}`);
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const reply = await worker.send(new Request(`http://localhost${url}`, { method, headers }));
    response.writeHead(reply.status, [...reply.headers].flat());
    response.end(await reply.text());
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([once(server, 'close'), worker.close()]);
    },
  };
}
