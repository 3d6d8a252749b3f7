/** Where a request stands in a trace: W3C Trace Context, in lower-case hex. */
export interface TraceContext {
  readonly traceId: string;
  /** The span that it is: a caller's, or this request's own. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Only a version to come may go on after the flags. */
const TRACEPARENT =
  /^(?!ff)(?!00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** What a caller's `traceparent` says. */
export function remoteParentOf(traceparent: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = (traceparent && TRACEPARENT.exec(traceparent)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Goes on with the caller's trace, or begins one, so that every answer names a trace id that its
 * reader can ask about. Not sampled: whether to record is not the caller's to say.
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

/** The same for what the caller sent. */
export function traceContextOf(
  traceparent: string | undefined,
  random: () => number,
): TraceContext {
  return continueTrace(remoteParentOf(traceparent), random);
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight digits. Never zero: an id of zeros only means that there is none. */
function word(random: () => number): string {
  const bits = 1 + Math.floor(random() * 0xffff_fffe);
  return `${BYTES[bits >>> 24]}${BYTES[(bits >>> 16) & 0xff]}${BYTES[(bits >>> 8) & 0xff]}${BYTES[bits & 0xff]}`;
}

const spanIdFrom = (random: () => number) => word(random) + word(random);

const traceIdFrom = (random: () => number) => spanIdFrom(random) + spanIdFrom(random);
