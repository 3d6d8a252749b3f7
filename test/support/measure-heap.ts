import { once } from 'node:events';

/** Of all workers of miniflare's, the one under test. */
const WORKER = 'core:user:';

/**
 * JavaScript's heap in use after a collection, in bytes, by the Chrome DevTools protocol, which the Workers
 * runtime speaks at `inspector`. A snapshot collects garbage; `HeapProfiler.collectGarbage` does nothing there.
 */
export async function measureHeap(inspector: URL): Promise<number> {
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
  const usedBytes = await usage;
  socket.close();
  return usedBytes;
}
