/** One request to the endpoint, as the page could see it. */
export interface SeenRequest {
  /** 0 when no answer came. */
  readonly status: number;
  readonly cacheStatus: string;
  readonly serverTiming: string;
  /** Milliseconds until the answer's headers were here. */
  readonly durationMs: number;
}

/** The `traceparent` that the endpoint names in `Server-Timing`; the same one twice is the same answer twice. */
export function traceparentOf({ serverTiming }: SeenRequest): string | undefined {
  return /traceparent;desc="([^"]+)"/.exec(serverTiming)?.[1];
}

export function traceIdOf(request: SeenRequest): string | undefined {
  return traceparentOf(request)?.split('-')[1];
}

/** The steps that the endpoint timed, in ms, by name. */
export function stepsOf({ serverTiming }: SeenRequest): readonly (readonly [string, number])[] {
  return [...serverTiming.matchAll(/([a-z_]+);dur=([\d.]+)/g)].map(
    ([, name = '', ms = '']) => [name, Number(ms)] as const,
  );
}
