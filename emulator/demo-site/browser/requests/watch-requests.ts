import type { SeenRequest } from './seen-request.ts';

/**
 * Observes the page's requests to the endpoint. Call it before any other script runs. The requests
 * themselves stay unchanged.
 */
export function watchRequests(endpoint: string, seen: (request: SeenRequest) => void): void {
  const fetchOfPage = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(`${endpoint}/`)) return fetchOfPage(input, init);
    const startedAt = performance.now();
    const answered = (response?: Response) => {
      seen({
        status: response?.status ?? 0,
        cacheStatus: response?.headers.get('Cache-Status') ?? '',
        serverTiming: response?.headers.get('Server-Timing') ?? '',
        durationMs: performance.now() - startedAt,
      });
    };
    try {
      const response = await fetchOfPage(input, init);
      answered(response);
      return response;
    } catch (error) {
      answered();
      throw error;
    }
  };
}
