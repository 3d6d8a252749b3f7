import { CALLS_PER_MINUTE } from '../world/rate-limit.ts';
import type { World } from '../world/world.ts';
import { wixError, type WixAnswer } from './wix-endpoint.ts';

/** Counts the call towards the instance's limit. Returns a 429 when the limit is reached. */
export function throttle(world: World, instanceId: string): WixAnswer | undefined {
  const waitSeconds = world.rateLimit.take(instanceId, world.clock());
  if (waitSeconds === 0) return undefined;
  const description = `Over ${CALLS_PER_MINUTE} requests a minute for this app instance`;
  return wixError(429, 'RESOURCE_EXHAUSTED', description, { 'Retry-After': String(waitSeconds) });
}
