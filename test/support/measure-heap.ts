import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** Of all workers of miniflare's, the one under test. */
const WORKER = 'core:user:';

/** Now and then miniflare's proxy loses an answer. */
const ANSWERS_WITHIN_MS = 10_000;
const ATTEMPTS = 3;

/**
 * JavaScript's heap in use after a collection, in bytes, by the Chrome DevTools protocol, which the Workers
 * runtime speaks at `inspector`. A snapshot collects garbage; `HeapProfiler.collectGarbage` does nothing there.
 */
export async function measureHeap(inspector: URL): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const usedBytes = await tryToMeasure(inspector);
    if (usedBytes !== undefined) return usedBytes;
  }
  throw new Error('The inspector of the worker does not answer');
}

async function tryToMeasure(inspector: URL): Promise<number | undefined> {
  const socket = new WebSocket(inspector.href + WORKER);
  await once(socket, 'open');
  const usage = new Promise<number>((resolve) => {
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (data.length > 10_000) return;
      const { id, result } = JSON.parse(data) as { id?: number; result?: { usedSize: number } };
      if (id === 3 && result) resolve(result.usedSize);
    });
  });
  const methods = ['HeapProfiler.enable', 'HeapProfiler.takeHeapSnapshot', 'Runtime.getHeapUsage'];
  for (const [n, method] of methods.entries()) socket.send(JSON.stringify({ id: n + 1, method }));
  const usedBytes = await Promise.race([usage, pause(ANSWERS_WITHIN_MS, undefined)]);
  const closed = once(socket, 'close');
  socket.close();
  // The proxy serves one client at a time.
  await closed;
  return usedBytes;
}
