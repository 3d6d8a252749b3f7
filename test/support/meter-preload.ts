import type { Measurement } from './spawn-metered.ts';

/* Preloaded (`--import`) into a process under test, which then reports its usage on request. */

process.on('message', (collectGarbage: boolean) => {
  if (collectGarbage) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const measurement: Measurement = {
    cpuMicros: user + system,
    heapBytes: heapUsed + external,
    rssBytes: rss,
  };
  process.send?.(measurement);
});
process.channel?.unref();
