/**
 * The process-wide slots. The server, Astro's bundle and the telemetry preload are bundled apart, each
 * with its own copy of every module. They share a value only through a slot on `globalThis`.
 */
type SlotName =
  /** The endpoint of this process, so that all bundles share one cache. */
  | 'app'
  /** The counters of requests, which the telemetry preload collects. */
  | 'request-metrics'
  /** How the telemetry preload is flushed. */
  | 'end-telemetry'
  /** What SIGTERM, SIGHUP or SIGINT does now: the preload and the server share the listeners. */
  | 'signals'
  /** The host's log, and the preload's lines until there is one. */
  | 'telemetry-log';

export interface ProcessSlot<T> {
  value: T | undefined;
}

/** The slot of that name. Every caller must use the same `T`. */
export function processSlot<T>(name: SlotName): ProcessSlot<T> {
  const symbol = Symbol.for(`instance-identity.${name}`);
  const slots = globalThis as unknown as Record<symbol, T | undefined>;
  return {
    get value() {
      return slots[symbol];
    },
    set value(value) {
      slots[symbol] = value;
    },
  };
}
