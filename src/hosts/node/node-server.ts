import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HandleGetInstance } from '../../endpoint/handle-get-instance.ts';
import type { Reply } from '../../endpoint/reply.ts';
import { methodNotAllowed, plainReply } from './plain-reply.ts';
import { ENDPOINT, isEndpoint, originForm, partsOf } from './request-target.ts';

/** Room for an 8 KiB token and what browsers and proxies add; past it Node answers 431. */
const MAX_HEADER_BYTES = 32 * 1024;

/** Longer than the idle time-out of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** A real client sends its headers at once. One that drips them, or sends nothing, holds a connection. */
const HEADERS_WITHIN_MS = 10_000;

/** With the body, for which no answer here waits. */
const REQUEST_WITHIN_MS = 15_000;

/** How long nothing may move on a connection whose client does not read its answers. */
const STALLED_MS = 9_000;

/** How exact these are; with Node's own 30 s a client would have four times as long. */
const LOOK_FOR_LATE_EVERY_MS = 1_000;

/** `Request` of the Fetch standard, which Astro makes of each request, throws at these. */
const NOT_FOR_ASTRO: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

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
  /** Receives what should never happen. The error may hold anything: only its name is safe to print. */
  readonly onBug: (error: unknown) => void;
  /** How long an idle connection stays open; 65 s when it is left out. */
  readonly keepAliveMs?: number;
}

/**
 * Answers the endpoint and the probes, and hands every other request on to Astro, whose way to a route
 * costs several times what a hit does.
 */
export function createNodeServer(options: NodeServerOptions): Server {
  const { handle, astro, isReady } = options;

  function listener(request: IncomingMessage, response: ServerResponse): void {
    // A client that keeps its connection would be cut off when the server closes.
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
      // As Fetch has it: two Authorization headers become one with a comma, which no token has, instead of the first.
      joinDuplicateHeaders: true,
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

function probe(request: IncomingMessage, response: ServerResponse, status: number, text: string) {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead) plainReply(response, status, text);
  else methodNotAllowed(response, 'GET, HEAD');
}

function twoHosts(response: ServerResponse): void {
  // Here too a page may read what was wrong with its request to the endpoint.
  const cors = { 'Access-Control-Allow-Origin': '*' };
  plainReply(response, 400, 'Bad request: more than one Host header', cors);
}

/** RFC 9112, section 3.2, requires 400 then: two servers in a row may take different ones. */
function hasTwoHosts({ headers }: IncomingMessage): boolean {
  return headers.host !== undefined && headers.host.includes(',');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
