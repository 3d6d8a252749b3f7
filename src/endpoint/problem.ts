import type { ErrorCode } from './outcome.ts';

interface ProblemText {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** The closed list of what goes wrong. The code is for programs, title and detail are for people. */
export const PROBLEMS: Readonly<Record<ErrorCode, ProblemText>> = {
  missing_token: {
    status: 401,
    title: 'No access token',
    detail: 'Send the Wix access token in the Authorization header, as fetchWithAuth does.',
  },
  malformed_token: {
    status: 401,
    title: 'Not an access token',
    detail: 'The Authorization header is empty, over 8 KiB, or holds a character no token has.',
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
    detail: 'Wix limits the calls for this app instance, and nothing is cached. Try again later.',
  },
  upstream_error: {
    status: 502,
    title: 'Wix failed',
    detail: 'Wix gave no usable answer, and nothing is cached.',
  },
  upstream_unavailable: {
    status: 503,
    title: 'Wix is not being asked',
    detail: 'Wix fails, or too many requests wait for it already. Try again later.',
  },
  upstream_timeout: {
    status: 504,
    title: 'Wix did not answer in time',
    detail: 'Wix did not answer in time, and nothing is cached.',
  },
  misconfigured: {
    status: 503,
    title: 'The server is misconfigured',
    detail: 'A required variable of the server is not set or wrong. Its log names the variable.',
  },
};

/** The body of an error: RFC 9457, with the code and the trace id to ask about. */
export function problemJson(code: ErrorCode, traceId: string): string {
  const { status, title, detail } = PROBLEMS[code];
  const type = `urn:instance-identity:problem:${code}`;
  return JSON.stringify({ type, title, status, detail, code, traceId });
}
