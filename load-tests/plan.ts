import type { Latency } from '../emulator/world/latency.ts';
import { TOKEN_LIFETIME_SECONDS } from '../emulator/tokens/token-claims.ts';

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

/** All tokens of a run are issued at its start. The last requests need some time before the tokens expire. */
export const LONGEST_SECONDS = TOKEN_LIFETIME_SECONDS - 400;
/** A shorter run has no phases worth measuring. */
const SHORTEST_SECONDS = 5;

export function shortestSecondsOf({ shortestSeconds = SHORTEST_SECONDS }: Partial<Plan> = {}) {
  return shortestSeconds;
}

export interface Load {
  /** Page views a second. In `stampede`: visitors who come at the same moment. */
  readonly rate: number;
  readonly durationSeconds: number;
}

/** The question that a profile answers, and what it needs. The runner and k6 both read it, so it imports neither. */
export interface Plan {
  readonly name: ProfileName;
  readonly question: string;
  readonly defaults: Load;
  /** As CI runs it, where latency is not judged. */
  readonly short: Load;
  /** For a profile whose phases need more time than others. */
  readonly shortestSeconds?: number;
  /** Settings of the server, besides the ones that it needs to start. */
  readonly server: Readonly<Record<string, string>>;
  /** The latency of every call to the emulated Wix, at the start of the run. */
  readonly latency: Latency;
  readonly needs: {
    /** The profile controls the emulator. */
    readonly emulator: boolean;
    /** The profile uses the runner's `POST /restart`. */
    readonly restart: boolean;
  };
  /** A run with fewer requests is INVALID. */
  readonly fewestRequests: number;
}
