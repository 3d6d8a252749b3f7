import { CALLS_PER_MINUTE } from '../../emulator/world/rate-limit.ts';
import type { JudgedObjective } from '../k6-result/result.ts';
import { atMost } from './at-most.ts';

/** The most calls for one instance in any sixty seconds. */
export interface WorstMinutes {
  /** Calls of getAppInstance. */
  readonly data: number;
  /** Calls of getAppInstance and token-info together. */
  readonly dataAndTokenInfo: number;
}

const LIMIT = `Wix's ${CALLS_PER_MINUTE} calls a minute per instance`;

/**
 * Wix documents the limit only as "200 requests per minute, per instance". Nobody outside Wix knows whether
 * token-info calls count, so both readings are judged. The second one does not decide the verdict.
 */
export function wixLimitObjectives({ data, dataAndTokenInfo }: WorstMinutes): JudgedObjective[] {
  return [
    atMost(`${LIMIT}, if token-info does not count`, data, CALLS_PER_MINUTE),
    {
      ...atMost(`${LIMIT}, if token-info counts`, dataAndTokenInfo, CALLS_PER_MINUTE),
      assumption: 'wix_counts_token_info',
    },
  ];
}
