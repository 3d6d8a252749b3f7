import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';

/* The least that k6 can do: what the traffic model costs is measured against it (measure-generator.ts). */

export const options: Options = {
  vus: 32,
  duration: `${__ENV['LOAD_DURATION'] ?? '10'}s`,
  discardResponseBodies: true,
  systemTags: [],
};

const requests = new Counter('requests');
const url = `${__ENV['LOAD_BASE_URL'] ?? ''}/api/get-instance`;

export default function ask(): void {
  http.get(url);
  requests.add(1);
}

interface Data {
  readonly metrics: { readonly requests: { readonly values: { readonly count: number } } };
  readonly state: { readonly testRunDurationMs: number };
}

/** In the form of a profile's result, as far as the measurement reads it. */
export function handleSummary({ metrics, state }: Data): Record<string, string> {
  const { count } = metrics.requests.values;
  const result = {
    seconds: state.testRunDurationMs / 1000,
    pageViews: { begun: count, dropped: 0 },
    counts: { requests: count },
    latency: {},
  };
  return { [__ENV['LOAD_RESULT'] ?? 'stdout']: JSON.stringify(result) };
}
