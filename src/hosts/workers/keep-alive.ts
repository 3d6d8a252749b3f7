import { waitUntil } from 'cloudflare:workers';

/** On Workers, work dies with its request unless the runtime is told to wait for it. */
export function keepAlive(work: Promise<unknown>): void {
  waitUntil(work);
}
