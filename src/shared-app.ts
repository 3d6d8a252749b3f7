import type { App } from './compose.ts';

/**
 * The one process-wide slot. The Node server and Astro's bundle are built apart, each with its own
 * copy of every module; through this slot they share one endpoint and so one cache.
 */
const SLOT = Symbol.for('instance-identity.app');

/** The app of this process, made by `create` when there is none yet. */
export function sharedApp(create: () => App): App {
  const slots = globalThis as unknown as Record<symbol, App | undefined>;
  return (slots[SLOT] ??= create());
}
