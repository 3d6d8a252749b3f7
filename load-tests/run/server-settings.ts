/** Those of the contract's variables that shape how the server answers; the others make it run at all, or are secret. */
const SETTABLE = /^(INSTANCE|TOKEN|SIGNED_INSTANCE|UPSTREAM|TRACE|OTEL)_[A-Z0-9_]+$|^LOG_LEVEL$/;

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
    value !== undefined && SETTABLE.test(name) ? [[name, value] as const] : [],
  );
  return {
    ...plan,
    ...(otlp !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlp }),
    ...Object.fromEntries(own),
  };
}
