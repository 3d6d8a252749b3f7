/**
 * Those of the contract's variables that shape how the server answers; the others make it run at all, or are secret.
 * By their names, for what is taken is printed: `OTEL_EXPORTER_OTLP_HEADERS` holds somebody's key.
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
 * The server's settings: the profile's, over which whoever runs it has the last word, as in
 * `INSTANCE_TTL_SECONDS=0 npm run load -- stampede`. The promises stay those of the profile.
 */
export function serverSettings(
  plan: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
  otlp: string | undefined,
): Record<string, string> {
  const own = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SETTABLE.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...plan,
    ...Object.fromEntries(own),
    ...(otlp !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlp }),
  };
}
