export interface SlowRequest {
  readonly ms: number;
  readonly traceId: string;
  /** Whether the server recorded the trace, by the sampled flag. */
  readonly recorded: boolean;
  readonly phase: string;
  readonly outcome: string;
}

/** The server's own trace of a request, which its `Server-Timing` names. */
export function traceIn(
  serverTiming: string | undefined,
): Pick<SlowRequest, 'traceId' | 'recorded'> | undefined {
  const [, traceId, flags] =
    /\btraceparent;desc="00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})"/.exec(serverTiming ?? '') ??
    [];
  if (traceId === undefined || flags === undefined) return undefined;
  return { traceId, recorded: (Number.parseInt(flags, 16) & 1) === 1 };
}

const MARK = 'slow ';

/** The line by which k6 reports a slow request to the runner. The console is its only way out for an id. */
export function slowLine(request: SlowRequest): string {
  return MARK + JSON.stringify({ ...request, ms: Math.round(request.ms * 100) / 100 });
}

/** The slowest requests in what k6 printed, slowest first. */
export function readSlowest(printed: string, most = 10): SlowRequest[] {
  return [...printed.matchAll(/slow (\{.*?\})/g)]
    .map(([, text = '']) => parse(text))
    .filter((request) => request !== undefined)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

/** k6 escapes quotes in some of its log formats. A line that was cut off is ignored. */
function parse(text: string): SlowRequest | undefined {
  try {
    const { ms, traceId, recorded, phase, outcome } = JSON.parse(
      text.replaceAll('\\"', '"'),
    ) as Partial<SlowRequest>;
    if (typeof ms !== 'number' || typeof traceId !== 'string') return undefined;
    return {
      ms,
      traceId,
      recorded: recorded === true,
      phase: String(phase),
      outcome: String(outcome),
    };
  } catch {
    return undefined;
  }
}
