import { type ErrorCode, isUpstreamError, type Refusal } from './outcome.ts';

interface ProblemText {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** The closed list of problems. The code is for programs, title and detail are for people. */
export const PROBLEMS: Readonly<Record<ErrorCode, ProblemText>> = {
  missing_token: {
    status: 401,
    title: 'No access token',
    detail: 'Send the Wix access token in the Authorization header, as fetchWithAuth does.',
  },
  malformed_token: {
    status: 401,
    title: 'Not an access token',
    detail:
      'The Authorization header is empty, over 8 KiB, sent twice, or has a character no token has.',
  },
  inactive_token: {
    status: 401,
    title: 'Access token not active',
    detail: 'Wix does not accept this access token, or it has expired. Get a new one.',
  },
  wrong_app: {
    status: 403,
    title: 'Access token of another app',
    detail: 'The access token was issued to another app than this one.',
  },
  no_instance: {
    status: 403,
    title: 'Access token without an app instance',
    detail: 'The access token names no instance of this app.',
  },
  instance_not_found: {
    status: 404,
    title: 'App instance not found',
    detail: 'Wix does not know this app instance: the app may have been removed from the site.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'Use GET, HEAD or OPTIONS.',
  },
  upstream_rate_limited: {
    status: 429,
    title: 'Too many calls to Wix',
    detail: 'The number of calls to Wix is limited.',
  },
  upstream_error: {
    status: 502,
    title: 'Wix failed',
    detail: 'Wix gave no usable answer.',
  },
  upstream_unavailable: {
    status: 503,
    title: 'Wix is not available',
    detail: 'Wix fails or asks for a pause, or too many requests wait for it.',
  },
  upstream_timeout: {
    status: 504,
    title: 'Wix did not answer in time',
    detail: 'Wix did not answer in time.',
  },
  misconfigured: {
    status: 503,
    title: 'The server is misconfigured',
    detail: 'A required variable of the server is not set or wrong. Its log names the variable.',
  },
};

/** The body of an error (RFC 9457), with its code and trace id. */
export function problemJson(refusal: Refusal, traceId: string): string {
  const { code } = refusal;
  const { status, title, detail } = PROBLEMS[code];
  const type = `urn:instance-identity:problem:${code}`;
  const context = contextOf(refusal);
  return JSON.stringify({ type, title, status, detail: detail + context, code, traceId });
}

/** What the failure of Wix means for this request. */
function contextOf({ code, stage }: Refusal): string {
  if (!isUpstreamError(code)) return '';
  return stage === 'verify_token'
    ? ' This access token could not be verified. Try again later.'
    : ' Nothing is cached for this app instance. Try again later.';
}
