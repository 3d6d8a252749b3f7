/** Wix counts calls by the minute, so a longer wait is never needed. */
const MAX_SECONDS = 60;

/** The three formats of RFC 9110, section 5.6.7. A recipient must accept the two obsolete ones too. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850_DATE = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * `Retry-After` in seconds, from a number of seconds or an HTTP date; a minute at most. Undefined where
 * it is absent or neither.
 *
 * @param nowMs wall clock, milliseconds since the epoch
 */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (httpDateMs(text) - nowMs) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MAX_SECONDS);
}

/** Milliseconds since the epoch; NaN for anything else than an HTTP date. */
function httpDateMs(text: string): number {
  if (ASCTIME_DATE.test(text)) return Date.parse(`${text} GMT`);
  return HTTP_DATE.test(text) || RFC_850_DATE.test(text) ? Date.parse(text) : Number.NaN;
}

/** For throttling without a usable `Retry-After`. */
export const DEFAULT_RETRY_AFTER_SECONDS = MAX_SECONDS;
