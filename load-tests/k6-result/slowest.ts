export interface SlowRequest {
  readonly ms: number;
  readonly traceId: string;
  readonly phase: string;
  readonly outcome: string;
}

const MARK = 'slow ';

/** How k6 tells the runner of a slow request, through its console: it has no other way out for an id. */
export function slowLine(request: SlowRequest): string {
  return MARK + JSON.stringify({ ...request, ms: Math.round(request.ms * 100) / 100 });
}

/** The slowest requests of what k6 printed, slowest first. */
export function readSlowest(printed: string, most = 10): SlowRequest[] {
  return [...printed.matchAll(/slow (\{.*?\})/g)]
    .map(([, text = '']) => parse(text))
    .filter((request) => request !== undefined)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

/** k6 escapes quotes in some of its log formats; a line that was cut off is none. */
function parse(text: string): SlowRequest | undefined {
  try {
    const { ms, traceId, phase, outcome } = JSON.parse(
      text.replaceAll('\\"', '"'),
    ) as Partial<SlowRequest>;
    if (typeof ms !== 'number' || typeof traceId !== 'string') return undefined;
    return { ms, traceId, phase: String(phase), outcome: String(outcome) };
  } catch {
    return undefined;
  }
}
