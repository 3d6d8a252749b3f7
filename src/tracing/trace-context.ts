/** The place of a request in a trace: W3C Trace Context, in lower-case hex. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Only a version later than 00 may have something after the flags. */
const TRACEPARENT =
  /^(?!ff)(?!00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Parses a caller's `traceparent`. Undefined where it is absent or invalid. */
export function parseTraceparent(traceparent: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = (traceparent && TRACEPARENT.exec(traceparent)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Continues the caller's trace or begins one, so that every reply names a trace id. Not sampled:
 * the caller does not decide what is recorded.
 *
 * @param random uniform in [0, 1)
 */
export function continueTrace(
  parent: TraceContext | undefined,
  random: () => number,
): TraceContext {
  return {
    traceId: parent?.traceId ?? traceIdFrom(random),
    spanId: spanIdFrom(random),
    sampled: false,
  };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hex digits, never all zero: an id of zeros is invalid. */
function word(random: () => number): string {
  const bits = 1 + Math.floor(random() * 0xffff_fffe);
  return `${BYTES[bits >>> 24]}${BYTES[(bits >>> 16) & 0xff]}${BYTES[(bits >>> 8) & 0xff]}${BYTES[bits & 0xff]}`;
}

const spanIdFrom = (random: () => number) => word(random) + word(random);

const traceIdFrom = (random: () => number) => spanIdFrom(random) + spanIdFrom(random);
