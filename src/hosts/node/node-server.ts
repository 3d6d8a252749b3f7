import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HandleGetInstance } from '../../endpoint/handle-get-instance.ts';
import type { Reply } from '../../endpoint/reply.ts';
import { methodNotAllowed, plainReply } from './plain-reply.ts';
import { ENDPOINT, isEndpoint, originForm, partsOf } from './request-target.ts';

/** Fits an 8 KiB token and the headers that browsers and proxies add. Node returns 431 for larger ones. */
const MAX_HEADER_BYTES = 32 * 1024;

/** Longer than the idle timeout of common load balancers (60 s), so that the load balancer closes first. */
const KEEP_ALIVE_MS = 65_000;

/** Limit for the headers. A slow or silent client must not occupy a connection for longer. */
const HEADERS_WITHIN_MS = 10_000;

/** Limit for the whole request, body included. No handler here waits for the body. */
const REQUEST_WITHIN_MS = 15_000;

/** Idle timeout of a connection whose client does not read its responses. */
const STALLED_MS = 9_000;

/** How often Node checks these limits. With Node's default of 30 s, a client could exceed them fourfold. */
const LOOK_FOR_LATE_EVERY_MS = 1_000;

/** Astro creates a Fetch `Request` for each request. Its constructor throws for these methods. */
const NOT_FOR_ASTRO: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** Astro's `middleware` mode: sends a response or calls `next`. */
export type AstroHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

export interface NodeServerOptions {
  readonly handle: HandleGetInstance;
  readonly astro: AstroHandler;
  /** Returns false as soon as shutdown starts. */
  readonly isReady: () => boolean;
  /** Receives unexpected errors. An error may contain secrets, so print only its name. */
  readonly onBug: (error: unknown) => void;
  /** How long an idle connection stays open. Default: 65 s. */
  readonly keepAliveMs?: number;
}

/**
 * Answers the endpoint and the probes, and passes every other request on to Astro. Astro's routing alone
 * costs several times as much as a cache hit.
 */
export function createNodeServer(options: NodeServerOptions): Server {
  const { handle, astro, isReady } = options;

  function listener(request: IncomingMessage, response: ServerResponse): void {
    // Otherwise the client would reuse the connection, and the server would cut it off on close.
    if (!isReady()) response.shouldKeepAlive = false;
    const target = request.url ?? '/';
    const queryAt = target.indexOf('?');
    const path = queryAt === -1 ? target : target.slice(0, queryAt);
    if (hasTwoHosts(request)) twoHosts(response);
    else if (path === ENDPOINT) {
      answer(request, response, queryAt === -1 ? '' : target.slice(queryAt + 1));
    } else answerOther(request, response, target);
  }

  function answerOther(request: IncomingMessage, response: ServerResponse, target: string): void {
    const inOriginForm = originForm(target);
    if (inOriginForm === undefined) {
      plainReply(response, 404, 'Not found');
      return;
    }
    const { path, query } = partsOf(inOriginForm);
    if (isEndpoint(path)) answer(request, response, query);
    else if (path === '/healthz') probe(request, response, 200, 'ok');
    else if (path === '/readyz') {
      probe(request, response, isReady() ? 200 : 503, isReady() ? 'ready' : 'ending');
    } else if (NOT_FOR_ASTRO.has(request.method ?? '')) {
      methodNotAllowed(response, 'GET, HEAD, OPTIONS, POST');
    } else {
      request.url = inOriginForm;
      astro(request, response, (error) => {
        if (error === undefined) plainReply(response, 404, 'Not found');
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
    else plainReply(response, 500, 'Internal error');
  }

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: options.keepAliveMs ?? KEEP_ALIVE_MS,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: LOOK_FOR_LATE_EVERY_MS,
      noDelay: true,
      // Matches Fetch: two Authorization headers are joined with a comma, which makes the token invalid. By
      // default Node would use the first one.
      joinDuplicateHeaders: true,
      // Skips the body stream of requests without a body.
      optimizeEmptyRequests: true,
    },
    listener,
  );
  // Node pauses a connection if the client does not read its responses. The timer starts only then, because
  // `server.timeout` would restart a timer on every request, which costs 2 % of a hit.
  server.on('connect', (_, socket) => {
    socket.end(
      'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, OPTIONS\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  });
  server.on('connection', (socket) => {
    socket.on('pause', () => socket.setTimeout(STALLED_MS));
  });
  return server;
}

function write(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers as string[]);
  response.end(reply.body);
}

function probe(request: IncomingMessage, response: ServerResponse, status: number, text: string) {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead) plainReply(response, status, text);
  else methodNotAllowed(response, 'GET, HEAD');
}

function twoHosts(response: ServerResponse): void {
  // The page that sent the request must be able to read the error.
  const cors = { 'Access-Control-Allow-Origin': '*' };
  plainReply(response, 400, 'Bad request: more than one Host header', cors);
}

/** RFC 9112, section 3.2, requires 400 here, because a proxy and its backend may pick different hosts. */
function hasTwoHosts({ headers }: IncomingMessage): boolean {
  return headers.host !== undefined && headers.host.includes(',');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
