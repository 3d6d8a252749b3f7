import { MIXED_TRAFFIC, type TrafficOrder } from '../traffic/page-view.ts';
import type { Settings } from './read-settings.ts';

/** The traffic of an ordinary day, at the rate and with the seed of this run. */
export function mixedTraffic(settings: Settings, stream: number): TrafficOrder {
  const { seed, rate, opaqueShare } = settings;
  return { ...MIXED_TRAFFIC, seed, stream, rate, opaqueShare };
}
