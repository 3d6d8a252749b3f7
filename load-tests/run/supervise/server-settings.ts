import type { RunOptions } from '../run-options.ts';

/**
 * The variables that a user may override. The others are secret or decide where the server listens and calls. The
 * list is closed because settings are printed, and `OTEL_EXPORTER_OTLP_HEADERS` may hold a key.
 */
const SETTABLE = new Set([
  'INSTANCE_TTL_SECONDS',
  'INSTANCE_STALE_WHILE_REVALIDATE_SECONDS',
  'INSTANCE_STALE_IF_ERROR_SECONDS',
  'INSTANCE_NEGATIVE_TTL_SECONDS',
  'INSTANCE_CACHE_MAX_ENTRIES',
  'TOKEN_TTL_SECONDS',
  'TOKEN_CACHE_MAX_ENTRIES',
  'TOKEN_INFO_MAX_CONCURRENCY',
  'SIGNED_INSTANCE_MAX_AGE_SECONDS',
  'UPSTREAM_TIMEOUT_MS',
  'UPSTREAM_MAX_CONCURRENCY',
  'UPSTREAM_CALLS_PER_MINUTE',
  'TRACE_TRUST_CALLER',
  'TRACE_NOTABLE_PER_SECOND',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'LOG_LEVEL',
]);

/**
 * The server's settings: the profile's, overridden by the environment as in
 * `INSTANCE_TTL_SECONDS=0 npm run load -- stampede`. The objectives stay those of the profile. With an OTLP
 * endpoint, the server records a share of the requests as traces, and slow ones besides.
 */
export function serverSettings(
  plan: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
  { otlp, traceShare = 0.01 }: Pick<RunOptions, 'otlp' | 'traceShare'>,
): Record<string, string> {
  const own = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SETTABLE.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...plan,
    ...(otlp !== undefined && {
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(traceShare),
    }),
    ...Object.fromEntries(own),
    ...(otlp !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlp }),
  };
}
