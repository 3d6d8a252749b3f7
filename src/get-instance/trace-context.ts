/** Where a request stands in a trace: W3C Trace Context, in lower-case hex. */
export interface TraceContext {
  readonly traceId: string;
  /** This request's own span. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Only a version to come may go on after the flags. */
const TRACEPARENT =
  /^(?!ff)(?!00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/**
 * Goes on with the caller's trace, or begins one, so that every answer names a trace id that its
 * reader can ask about. Not sampled: whether to record is not the caller's to say.
 */
export function traceContextOf(
  traceparent: string | undefined,
  random: () => number,
): TraceContext {
  const fromCaller = traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
  return { traceId: fromCaller ?? hex(32, random), spanId: hex(16, random), sampled: false };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(digits: number, random: () => number): string {
  let text = '';
  for (let at = 0; at < digits; at += 8) {
    // Never zero: an id of zeros only means that there is none.
    const word = 1 + Math.floor(random() * 0xffff_fffe);
    for (let shift = 24; shift >= 0; shift -= 8) text += BYTES[(word >>> shift) & 0xff] ?? '';
  }
  return text;
}
