import type { Scenario } from './scenario.ts';
import type { Place, Schedule } from './arrivals.ts';

export interface Herds {
  readonly exec: string;
  readonly stream: number;
  /** The number of page views that begin at the same moment. */
  readonly size: number;
  readonly waves: number;
  readonly everySeconds: number;
  /** The phase of the first wave, and of all others. */
  readonly phases: readonly [string, string];
}

/** Waves of simultaneous page views. An arrival rate would spread them over time. */
export function scheduleHerds({
  exec,
  stream,
  size,
  waves,
  everySeconds,
  phases,
}: Herds): Schedule {
  const scenarios: Record<string, Scenario> = {};
  const places: Record<string, Place> = {};
  for (let wave = 0; wave < waves; wave += 1) {
    const phase = phases[wave === 0 ? 0 : 1];
    const name = `wave_${wave + 1}`;
    scenarios[name] = {
      exec,
      executor: 'per-vu-iterations',
      vus: size,
      iterations: 1,
      startTime: `${wave * everySeconds}s`,
      // Over before the next wave begins, so that all waves share their virtual users.
      maxDuration: `${everySeconds - 0.1}s`,
      gracefulStop: '0s',
      tags: { phase },
    };
    const first = wave * size;
    places[name] = { stream, first, phases: [{ phase, first }] };
  }
  return {
    scenarios,
    places,
    phases,
    due: size * waves,
    dueOf: (phase) => (phase === phases[0] ? size : size * (waves - 1)),
  };
}
