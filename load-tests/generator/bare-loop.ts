import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';

/* The cheapest loop that k6 can run. measure-generator.ts compares the cost of the traffic model with it. */

export const options: Options = {
  vus: 32,
  duration: `${__ENV['LOAD_DURATION'] ?? '10'}s`,
  discardResponseBodies: true,
  systemTags: [],
};

const requests = new Counter('requests');
const url = `${__ENV['LOAD_BASE_URL'] ?? ''}/api/get-instance`;

export default function request(): void {
  http.get(url);
  requests.add(1);
}

interface Data {
  readonly metrics: { readonly requests: { readonly values: { readonly count: number } } };
  readonly state: { readonly testRunDurationMs: number };
}

/** The part of a profile's result that the measurement reads. */
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
