import type { History } from './history.ts';
import { byId, type Demo } from '../read-demo.ts';
import { type SeenRequest, stepsOf, traceIdOf, traceparentOf } from './seen-request.ts';

/** Fills the existing rows, newest first. Adding rows would move the page. */
export function showLog({ log }: History, { tracePage }: Demo): void {
  for (const [n, line] of [...(byId('log') as HTMLTableSectionElement).rows].entries()) {
    const request = log[n];
    const [status, cache, server, here] = line.cells;
    if (!request || !status || !cache || !server || !here) continue;
    line.className = request.status > 0 && request.status < 400 ? 'ok' : 'failed';
    status.textContent = request.status === 0 ? 'none' : String(request.status);
    cache.textContent = describeCache(request, log.slice(n + 1));
    cache.title = request.cacheStatus;
    server.replaceChildren(...describeServer(request, tracePage));
    here.textContent = `${Math.round(request.durationMs)} ms`;
  }
}

function describeCache(request: SeenRequest, earlier: readonly SeenRequest[]): string {
  if (request.status === 0) return 'no answer';
  if (isFromBrowser(request, earlier)) return 'the browser’s own cache';
  return request.cacheStatus.replace(/^instance-identity; /, '') || '—';
}

/**
 * The endpoint never returns the same trace twice, and a network response never takes less time
 * here than at the server.
 */
function isFromBrowser(request: SeenRequest, earlier: readonly SeenRequest[]): boolean {
  const traceparent = traceparentOf(request);
  if (traceparent === undefined) return false;
  const isRepeated = earlier.some((other) => traceparentOf(other) === traceparent);
  return isRepeated || request.durationMs < serverMs(request);
}

function describeServer(request: SeenRequest, tracePage: string | undefined): (Node | string)[] {
  const total = serverMs(request);
  const text = stepsOf(request).length === 0 ? '—' : `${total.toFixed(total < 10 ? 2 : 0)} ms`;
  const traceId = traceIdOf(request);
  if (tracePage === undefined || traceId === undefined) return [text];
  const link = document.createElement('a');
  link.href = tracePage.replace('{traceId}', encodeURIComponent(traceId));
  link.textContent = 'trace';
  link.target = '_blank';
  link.rel = 'noreferrer';
  return [`${text} `, link];
}

/** The calls to Wix (`upstream`) are part of the other steps. */
function serverMs(request: SeenRequest): number {
  return stepsOf(request).reduce((sum, [name, ms]) => (name === 'upstream' ? sum : sum + ms), 0);
}
