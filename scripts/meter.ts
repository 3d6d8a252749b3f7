/* Preloaded (`--import`) into a measured process. It answers each IPC message with what the process has used. */

/** What a process has used since it began. */
export interface Measurement {
  /** User and system time. */
  readonly cpuMicros: number;
  /** JavaScript's heap and the memory that buffers hold outside it. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

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
