import type { Latency } from '../emulator/world/latency.ts';

export const PROFILE_NAMES = [
  'smoke',
  'steady',
  'flash-crowd',
  'stampede',
  'cold-start',
  'brownout',
  'bad-tokens',
  'editor',
  'soak',
  'breakpoint',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** The tokens of a run are all issued at its start, and Wix's are good for four hours. */
export const LONGEST_SECONDS = 14_000;
/** Shorter runs are over before they have begun. */
const SHORTEST_SECONDS = 5;

export function shortestSecondsOf({ shortestSeconds = SHORTEST_SECONDS }: Partial<Plan> = {}) {
  return shortestSeconds;
}

export interface Load {
  /** Page views a second; `stampede`: virtual users who ask at the same moment. */
  readonly rate: number;
  readonly durationSeconds: number;
}

/** What a profile asks, and what it needs. Imported by the runner and by k6 alike: no `node:*`, no `k6/*`. */
export interface Plan {
  readonly name: ProfileName;
  readonly question: string;
  readonly defaults: Load;
  /** As CI runs it: latency is not judged there. */
  readonly short: Load;
  /** Where the phases that it has do not fit into less. */
  readonly shortestSeconds?: number;
  /** The environment of the built server, besides what makes it run at all. */
  readonly server: Readonly<Record<string, string>>;
  /** Of every call to the emulated Wix, at the start of the run. */
  readonly latency: Latency;
  readonly needs: {
    /** Without an emulator to steer, the profile has no sense. */
    readonly emulator: boolean;
    /** Without the runner's `POST /restart`. */
    readonly restart: boolean;
  };
  /** Fewer requests say nothing. */
  readonly fewestRequests: number;
}
