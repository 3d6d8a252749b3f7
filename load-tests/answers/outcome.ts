/** Everything that an answer can turn out to be, with the status that belongs to it. */
const STATUS_OF = {
  hit: 200,
  /** Old, and being renewed behind it. */
  stale: 200,
  miss: 200,
  /** It waited for the call that another request had made. */
  collapsed: 200,
  /** What there was had been too old to give. */
  renewed: 200,
  /** Old, because Wix failed, throttled, or was not to be asked. */
  'stale-if-error': 200,
  missing_token: 401,
  malformed_token: 401,
  inactive_token: 401,
  wrong_app: 403,
  no_instance: 403,
  instance_not_found: 404,
  upstream_rate_limited: 429,
  upstream_error: 502,
  upstream_unavailable: 503,
  upstream_timeout: 504,
  /** The connection was refused, reset or closed, or k6 gave up waiting. */
  no_answer: 0,
  /** Nothing that the contract knows: another status, another body, another header. */
  unexpected: -1,
} as const;

export type Outcome = keyof typeof STATUS_OF;

export const OUTCOMES = Object.keys(STATUS_OF) as Outcome[];

export const GOOD_OUTCOMES: readonly Outcome[] = ['hit', 'stale', 'miss', 'collapsed', 'renewed'];

const CACHE = 'instance-identity; ';

/** What became of a request. The body counts for refusals alone; `null` is a body that was not read. */
export function readOutcome(
  status: number,
  cacheStatus: string | undefined,
  body: string | null,
): Outcome {
  if (status === 200) return cacheStatus === undefined ? 'unexpected' : servedAs(cacheStatus);
  if (status === 0) return 'no_answer';
  const code = codeIn(body);
  return isOutcome(code) && STATUS_OF[code] === status ? code : 'unexpected';
}

function servedAs(cacheStatus: string): Outcome {
  if (!cacheStatus.startsWith(CACHE)) return 'unexpected';
  const said = cacheStatus.slice(CACHE.length);
  if (said.startsWith('hit; ttl=')) {
    if (said.endsWith('; detail=stale-if-error')) return 'stale-if-error';
    return said.startsWith('-', 9) ? 'stale' : 'hit';
  }
  if (said === 'fwd=stale; fwd-status=503') return 'stale-if-error';
  // A load that an invalidation overtook is not stored.
  if (/^fwd=(?:miss|stale)(?:; stored)?; collapsed$/.test(said)) return 'collapsed';
  if (/^fwd=miss(?:; stored)?$/.test(said)) return 'miss';
  if (/^fwd=stale(?:; stored)?$/.test(said)) return 'renewed';
  return 'unexpected';
}

function codeIn(body: string | null): unknown {
  try {
    return (JSON.parse(body ?? '') as { code?: unknown } | null)?.code;
  } catch {
    return undefined;
  }
}

function isOutcome(code: unknown): code is Outcome {
  return typeof code === 'string' && Object.hasOwn(STATUS_OF, code);
}

/** Undefined for what no status belongs to. */
export function statusOf(outcome: Outcome): number | undefined {
  const status = STATUS_OF[outcome];
  return status < 0 ? undefined : status;
}
