import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HandleGetInstance } from '../../endpoint/handle-get-instance.ts';
import type { Reply } from '../../endpoint/reply.ts';

const ENDPOINT = '/api/get-instance';

/** Room for an 8 KiB token and what browsers and proxies add; past it Node answers 431. */
const MAX_HEADER_BYTES = 32 * 1024;

/** Longer than the idle time-out of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** A real client's headers come at once; who drips them, or connects and says nothing, holds a connection. */
const HEADERS_WITHIN_MS = 10_000;

/** With the body, for which no answer here waits. */
const REQUEST_WITHIN_MS = 15_000;

/** How long nothing may move on a connection whose client does not read what it is sent. */
const STALLED_MS = 9_000;

/** How exact these are; with Node's own 30 s a client would have four times its due. */
const LOOK_FOR_LATE_EVERY_MS = 1_000;

/** Astro's `middleware` mode: answers, or calls `next`. */
export type AstroHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

export interface NodeServerOptions {
  readonly handle: HandleGetInstance;
  readonly astro: AstroHandler;
  /** False from the moment the process is asked to end. */
  readonly isReady: () => boolean;
  /** Told of what should never happen. The error may hold anything: only its name is safe to print. */
  readonly onBug: (error: unknown) => void;
}

/**
 * Answers the endpoint ahead of Astro, whose way to a route costs several times what a hit does, and
 * hands everything else on to it.
 */
export function createNodeServer(options: NodeServerOptions): Server {
  const { handle, astro, isReady } = options;

  function listener(request: IncomingMessage, response: ServerResponse): void {
    // A client that keeps its connection would be cut off when the server closes.
    if (!isReady()) response.shouldKeepAlive = false;
    const target = request.url ?? '/';
    const queryAt = target.indexOf('?');
    const path = queryAt === -1 ? target : target.slice(0, queryAt);
    if (path === ENDPOINT || isEndpoint(target)) {
      answer(request, response, queryAt === -1 ? '' : target.slice(queryAt + 1));
    } else if (path === '/healthz') {
      plain(response, 200, 'ok');
    } else if (path === '/readyz') {
      plain(response, isReady() ? 200 : 503, isReady() ? 'ready' : 'ending');
    } else {
      astro(request, response, (error) => {
        if (error === undefined) plain(response, 404, 'Not found');
        else bug(response, error);
      });
    }
  }

  function answer(request: IncomingMessage, response: ServerResponse, query: string): void {
    const { headers } = request;
    try {
      const reply = handle({
        method: request.method ?? 'GET',
        query,
        authorization: headers.authorization,
        ifNoneMatch: headers['if-none-match'],
        traceparent: single(headers['traceparent']),
        accessControlRequestHeaders: headers['access-control-request-headers'],
        headers,
      });
      if (reply instanceof Promise) {
        reply
          .then((settled) => {
            write(response, settled);
          })
          .catch((error: unknown) => {
            bug(response, error);
          });
      } else {
        write(response, reply);
      }
    } catch (error) {
      bug(response, error);
    }
  }

  function bug(response: ServerResponse, error: unknown): void {
    options.onBug(error);
    if (response.headersSent) response.destroy();
    else plain(response, 500, 'Internal error');
  }

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: LOOK_FOR_LATE_EVERY_MS,
      noDelay: true,
      // Nobody reads the body of a request that has none.
      optimizeEmptyRequests: true,
    },
    listener,
  );
  // Node pauses a connection whose answers are not read. Only then: `server.timeout` would start a timer
  // anew at every request, for 2 % of a hit.
  server.on('connection', (socket) => {
    socket.on('pause', () => socket.setTimeout(STALLED_MS));
  });
  return server;
}

function write(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers as string[]);
  response.end(reply.body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(`${text}\n`);
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/**
 * Whether Astro would take another spelling of the path for the endpoint: it decodes, and it collapses
 * slashes. Then Wix's middleware would run, with its calls and its token in a response header.
 */
function isEndpoint(target: string): boolean {
  const [path = ''] = target.replace(/^https?:\/\/[^/\\?#]*/i, '').split(/[?#]/, 1);
  try {
    return (
      decodeURIComponent(path)
        .replace(/[\\/]+/g, '/')
        .replace(/\/$/, '') === ENDPOINT
    );
  } catch {
    return false;
  }
}
