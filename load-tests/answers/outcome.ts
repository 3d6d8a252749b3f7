import type { ErrorCode } from '../../src/endpoint/outcome.ts';
import type { DescribedAnswers } from './described-answers.ts';

/** What a 200 can be, by its `Cache-Status`. */
const SERVED = [
  'hit',
  /** Stale, while the server revalidates in the background. */
  'stale',
  'miss',
  /** The request waited for a call that another request had made. */
  'collapsed',
  /** The entry was too old to be served, so the request waited for its revalidation. */
  'revalidated',
  /** Stale, because Wix failed, throttled or could not be called. */
  'stale-if-error',
] as const;

export type Outcome =
  | (typeof SERVED)[number]
  | ErrorCode
  /** The connection was refused, reset or closed, or k6 stopped waiting. */
  | 'no_answer'
  /** A status, body or header that docs/openapi.yaml does not describe. */
  | 'unexpected';

export const GOOD_OUTCOMES: readonly Outcome[] = [
  'hit',
  'stale',
  'miss',
  'collapsed',
  'revalidated',
];

export interface Outcomes {
  readonly all: readonly Outcome[];
  /** Classifies an answer. Only the body of a problem counts; `null` is a body that was not read. */
  readonly read: (status: number, cacheStatus: string | undefined, body: string | null) => Outcome;
  /** The HTTP status of an outcome; 0 for no answer, undefined for an unexpected one. */
  readonly statusOf: (outcome: Outcome) => number | undefined;
}

export function createOutcomes({ problems }: Pick<DescribedAnswers, 'problems'>): Outcomes {
  const codes = Object.keys(problems) as ErrorCode[];
  const all: readonly Outcome[] = [...SERVED, ...codes, 'no_answer', 'unexpected'];
  const statuses = new Map<Outcome, number>([
    ...SERVED.map((outcome) => [outcome, 200] as const),
    ...codes.map((code) => [code, problems[code] ?? 0] as const),
    ['no_answer', 0],
  ]);

  return {
    all,
    read(status, cacheStatus, body) {
      if (status === 200) return cacheStatus === undefined ? 'unexpected' : servedAs(cacheStatus);
      if (status === 0) return 'no_answer';
      const code = codeIn(body);
      const isKnown = typeof code === 'string' && Object.hasOwn(problems, code);
      return isKnown && problems[code] === status ? (code as ErrorCode) : 'unexpected';
    },
    statusOf: (outcome) => statuses.get(outcome),
  };
}

const CACHE = 'instance-identity; ';

function servedAs(cacheStatus: string): Outcome {
  if (!cacheStatus.startsWith(CACHE)) return 'unexpected';
  const value = cacheStatus.slice(CACHE.length);
  if (value.startsWith('hit; ttl=')) {
    if (value.endsWith('; detail=stale-if-error')) return 'stale-if-error';
    return value.startsWith('-', 9) ? 'stale' : 'hit';
  }
  if (value === 'fwd=stale; fwd-status=503') return 'stale-if-error';
  // A load that an invalidation overtook is not stored.
  if (/^fwd=(?:miss|stale)(?:; stored)?; collapsed$/.test(value)) return 'collapsed';
  if (/^fwd=miss(?:; stored)?$/.test(value)) return 'miss';
  if (/^fwd=stale(?:; stored)?$/.test(value)) return 'revalidated';
  return 'unexpected';
}

function codeIn(body: string | null): unknown {
  try {
    return (JSON.parse(body ?? '') as { code?: unknown } | null)?.code;
  } catch {
    return undefined;
  }
}
