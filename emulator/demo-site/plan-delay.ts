type Env = Readonly<Record<string, string | undefined>>;

const DEFAULTS = {
  INSTANCE_TTL_SECONDS: 60,
  INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: 300,
} as const;

/** The endpoint shortens or lengthens each TTL by up to a tenth. */
const LONGEST_TTL = 1.1;

/** How long a browser may reuse a response. */
export const BROWSER_CACHE_SECONDS = 30;

/**
 * The longest time until the endpoint returns a changed plan, in seconds: the TTL, then
 * stale-while-revalidate. `env` is the endpoint's environment. The endpoint itself refuses invalid
 * values.
 */
export function planDelaySeconds(env: Env = {}): number {
  const ttl = secondsIn(env, 'INSTANCE_TTL_SECONDS');
  return Math.round(ttl * LONGEST_TTL + secondsIn(env, 'INSTANCE_STALE_WHILE_REVALIDATE_SECONDS'));
}

function secondsIn(env: Env, name: keyof typeof DEFAULTS): number {
  const text = env[name]?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : DEFAULTS[name];
}
