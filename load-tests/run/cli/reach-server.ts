import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const ANSWERS_WITHIN_MS = 5_000;

/**
 * Why no load can be sent to this origin, or undefined when a server answers there. A preflight needs no token and
 * never causes a call to Wix. Any status counts as an answer.
 */
export async function reachServer(
  baseUrl: string,
  withinMs = ANSWERS_WITHIN_MS,
): Promise<string | undefined> {
  const url = new URL('/api/get-instance', baseUrl);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(withinMs);
  const request = send(url, { method: 'OPTIONS', agent: false, signal });
  try {
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.destroy();
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = signal.aborted ? `none within ${withinMs / 1000} s` : (code ?? message);
    return `No server answers at ${baseUrl} (${why}). Start it first, or correct --base-url.`;
  }
}
