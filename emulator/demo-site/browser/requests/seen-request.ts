/** One request to the endpoint, as the page observed it. */
export interface SeenRequest {
  /** 0 without a response. */
  readonly status: number;
  readonly cacheStatus: string;
  readonly serverTiming: string;
  /** Milliseconds until the response's headers arrived. */
  readonly durationMs: number;
}

/** The `traceparent` in `Server-Timing`. The same value twice means the same response twice. */
export function traceparentOf({ serverTiming }: SeenRequest): string | undefined {
  return /traceparent;desc="([^"]+)"/.exec(serverTiming)?.[1];
}

export function traceIdOf(request: SeenRequest): string | undefined {
  return traceparentOf(request)?.split('-')[1];
}

/** The steps in `Server-Timing`, in ms, by name. */
export function stepsOf({ serverTiming }: SeenRequest): readonly (readonly [string, number])[] {
  return [...serverTiming.matchAll(/([a-z_]+);dur=([\d.]+)/g)].map(
    ([, name = '', ms = '']) => [name, Number(ms)] as const,
  );
}
