import { waitUntil } from 'cloudflare:workers';

/** Workers cancel pending work when its request ends, unless it is passed to `waitUntil`. */
export function keepAlive(work: Promise<unknown>): void {
  waitUntil(work);
}
