import { attributesOf, send } from './otlp.ts';

const BOUNDS = [0.001, 0.005, 0.1, 0.5, 2.5];

type Attributes = Readonly<Record<string, string | number>>;

/**
 * All metrics, as the server would export them after `rounds` rounds of every outcome. For tests
 * without a server; server.test.ts uses a running one.
 */
export function everyMetric(rounds: number): readonly unknown[] {
  const route = { 'http.request.method': 'GET', 'http.route': '/api/get-instance' };
  const request = (status: number, outcome: string | undefined, error?: string): Attributes => ({
    ...route,
    'http.response.status_code': status,
    ...(outcome ? { 'instance_cache.outcome': outcome } : {}),
    ...(error ? { 'error.type': error } : {}),
  });
  const call = (operation: string, status: number, error?: string): Attributes => ({
    'wix.operation': operation,
    'http.response.status_code': status,
    ...(error ? { 'error.type': error } : {}),
  });
  return [
    histogram('http.server.request.duration', rounds, [
      request(200, 'hit'),
      request(200, 'stale'),
      request(200, 'miss'),
      request(401, undefined, 'missing_token'),
      request(429, undefined, 'upstream_rate_limited'),
      request(503, undefined, 'upstream_unavailable'),
    ]),
    histogram('http.client.request.duration', rounds, [
      call('token_info', 200),
      call('get_app_instance', 200),
      call('get_app_instance', 429, '429'),
      call('app_token', 500, '500'),
    ]),
    counter('instance_identity.verifications', rounds, [
      { 'identity.method': 'token_info', outcome: 'verified' },
      { outcome: 'missing_token' },
    ]),
    counter(
      'instance_identity.cache.lookups',
      rounds,
      ['hit', 'stale', 'miss', 'collapsed', 'negative'].map((outcome) => ({ outcome })),
    ),
    gauge('instance_identity.cache.entries', 17),
    gauge('instance_identity.upstream.in_flight', 3, { pool: 'token_info' }),
    gauge('instance_identity.circuit.state', 2, { pool: 'load' }),
  ];
}

export async function sendMetrics(origin: string, metrics: readonly unknown[]): Promise<void> {
  const resource = { 'service.name': 'instance-identity', 'service.instance.id': 'replica-1' };
  await send(`${origin}/v1/metrics`, {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [{ scope: { name: 'instance-identity' }, metrics }],
      },
    ],
  });
}

const STARTED = String(BigInt(Date.now() - 60_000) * 1_000_000n);
const now = () => String(BigInt(Date.now()) * 1_000_000n);

function point(attributes: Attributes): object {
  return { attributes: attributesOf(attributes), startTimeUnixNano: STARTED, timeUnixNano: now() };
}

function histogram(name: string, rounds: number, series: readonly Attributes[]): unknown {
  return {
    name,
    unit: 's',
    histogram: {
      aggregationTemporality: 2,
      dataPoints: series.map((attributes) => ({
        ...point(attributes),
        count: String(6 * rounds),
        sum: 0.7 * rounds,
        bucketCounts: BOUNDS.map(() => String(rounds)).concat(String(rounds)),
        explicitBounds: BOUNDS,
      })),
    },
  };
}

function counter(name: string, rounds: number, series: readonly Attributes[]): unknown {
  return {
    name,
    unit: '{each}',
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: series.map((attributes) => ({ ...point(attributes), asInt: String(rounds) })),
    },
  };
}

function gauge(name: string, value: number, attributes: Attributes = {}): unknown {
  return {
    name,
    unit: '{each}',
    gauge: { dataPoints: [{ ...point(attributes), asInt: String(value) }] },
  };
}
