import { asOrigin, notAnOrigin } from './origin.ts';
import { readSampler } from './telemetry/otel/read-sampler.ts';
import type { ReadVariable } from './read-variable.ts';
import { WIX_ORIGIN } from './wix/redirect-wix-calls.ts';

/** Where the endpoint runs. */
export type Host = 'node' | 'workers';

/** All faults of the environment, one line per fault. Never contains the value of a secret. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the environment once. It skips variables that `host` does not use.
 *
 * On Node every fault throws and thus stops the start. A Worker always starts, so only faults of required
 * variables throw there. Other faulty variables get their default, and `onIgnored` receives the line.
 *
 * @throws ConfigError with one line per fault: the variable, the fault and an example.
 */
export function readConfig(
  read: ReadVariable,
  host: Host = 'node',
  onIgnored: (fault: string) => void = () => undefined,
) {
  const onNode = host === 'node';
  const faults: string[] = [];

  /** Returns undefined if the variable is unset or quoted. Quotes are a fault. */
  function get(name: string, example = '…'): string | undefined {
    const text = onNode || !NODE_ALONE.has(name) ? read(name)?.trim() : undefined;
    if (!text || !QUOTED.test(text)) return text || undefined;
    faults.push(
      `${name} has quotes around its value: they count as part of it. Example: ${name}=${example}`,
    );
    return undefined;
  }

  function required(name: string, example: string): string {
    const before = faults.length;
    const value = get(name, example);
    if (value === undefined && faults.length === before) {
      faults.push(`${name} is not set. Example: ${name}=${example}`);
    }
    return value ?? '';
  }

  function guid(name: string, value = get(name, GUID_EXAMPLE)): void {
    if (value !== undefined && value !== '' && !GUID.test(value)) {
      faults.push(`${name} is not a GUID. Example: ${name}=${GUID_EXAMPLE}`);
    }
  }

  function publicKey(name: string): void {
    const value = get(name, 'LS0tLS1CRUdJTi…');
    if (value !== undefined && !PEM.test(value) && !PEM.test(fromBase64(value))) {
      faults.push(
        `${name} is neither a PEM public key nor the base64 of one. Example: ${name}=LS0tLS1CRUdJTi…`,
      );
    }
  }

  function integer(name: string, fallback: number, min: number, max: number): number {
    const text = get(name, String(fallback));
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    faults.push(
      `${name} is ${JSON.stringify(text)}, but has to be a whole number from ${min} to ${max}. Example: ${name}=${fallback}`,
    );
    return fallback;
  }

  function seconds(name: string, fallback: number, min = 0, max = 31_536_000): number {
    return integer(name, fallback, min, max) * 1000;
  }

  function drainAndShutdown() {
    const drainMs = seconds('DRAIN_SECONDS', 2, 0, 3600);
    const shutdownMs = seconds('SHUTDOWN_SECONDS', 10, 1, 7200);
    if (drainMs >= shutdownMs) {
      faults.push(
        `DRAIN_SECONDS is ${drainMs / 1000}, but has to be less than SHUTDOWN_SECONDS, which is ${shutdownMs / 1000}. Example: DRAIN_SECONDS=${Math.min(2, shutdownMs / 1000 - 1)}`,
      );
    }
    return { drainMs, shutdownMs };
  }

  function origin(name: string, example: string): string | undefined {
    const text = get(name, example);
    if (text === undefined) return undefined;
    const value = asOrigin(text);
    if (value === undefined) faults.push(notAnOrigin(name, example));
    return value;
  }

  function redisUrl(name: string): void {
    const text = get(name, 'redis://localhost:6379');
    if (text !== undefined && !/^rediss?:$/.test(URL.parse(text)?.protocol ?? '')) {
      faults.push(`${name} is not a Redis URL. Example: ${name}=redis://localhost:6379`);
    }
  }

  function oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = get(name, values[0]);
    const value = values.find((known) => known === text);
    if (text !== undefined && value === undefined) {
      faults.push(
        `${name} is ${JSON.stringify(text)}, but has to be one of ${values.join(', ')}. Example: ${name}=${values[0] ?? ''}`,
      );
    }
    return value;
  }

  function hostToListenOn(name: string): string | undefined {
    const text = get(name, '127.0.0.1');
    if (text === undefined || isHost(text)) return text?.replace(/^\[|\]$/g, '');
    faults.push(
      `${name} is ${JSON.stringify(text)}, which is no host name or address. Example: ${name}=127.0.0.1`,
    );
    return undefined;
  }

  function flag(name: string): boolean {
    const text = get(name, 'false') ?? 'false';
    if (text !== 'true' && text !== 'false') {
      faults.push(
        `${name} is ${JSON.stringify(text)}, but has to be true or false. Example: ${name}=false`,
      );
    }
    return text === 'true';
  }

  const clientId = required('WIX_CLIENT_ID', GUID_EXAMPLE);
  guid('WIX_CLIENT_ID', clientId);
  // `@wix/astro` needs these two for its own routes: webhooks and visitor pages.
  guid('WIX_CLIENT_INSTANCE_ID');
  publicKey('WIX_CLIENT_PUBLIC_KEY');
  // Read by the widget build (`identityOrigin`), which often shares this environment.
  origin('PUBLIC_IDENTITY_ORIGIN', 'https://identity.example.com');
  // Planned. A wrong value is reported now, although nothing reads it yet.
  redisUrl('REDIS_URL');

  const sampler = readSampler(read);
  const config = Object.freeze({
    // GUIDs are compared case-insensitively. This one is always lower case.
    clientId: clientId.toLowerCase(),
    clientSecret: required('WIX_CLIENT_SECRET', '<as `wix env pull` writes it>'),
    wixApiOrigin: origin('WIX_API_ORIGIN', WIX_ORIGIN) ?? WIX_ORIGIN,
    port: integer('PORT', 4321, 0, 65_535),
    /** Undefined means all addresses, including IPv6 if available. */
    host: hostToListenOn('HOST'),
    keepAliveMs: seconds('KEEP_ALIVE_SECONDS', 65, 1, 86_400),
    ...drainAndShutdown(),
    instanceTtlMs: seconds('INSTANCE_TTL_SECONDS', 60),
    staleWhileRevalidateMs: seconds('INSTANCE_STALE_WHILE_REVALIDATE_SECONDS', 300),
    staleIfErrorMs: seconds('INSTANCE_STALE_IF_ERROR_SECONDS', 3600),
    negativeTtlMs: seconds('INSTANCE_NEGATIVE_TTL_SECONDS', 10),
    maxInstances: integer('INSTANCE_CACHE_MAX_ENTRIES', onNode ? 50_000 : 5_000, 1, 10_000_000),
    tokenTtlMs: seconds('TOKEN_TTL_SECONDS', 30),
    tokenStaleIfErrorMs: seconds('TOKEN_STALE_IF_ERROR_SECONDS', 3600),
    maxTokens: integer('TOKEN_CACHE_MAX_ENTRIES', onNode ? 200_000 : 20_000, 1, 10_000_000),
    signedInstanceMaxAgeMs: seconds('SIGNED_INSTANCE_MAX_AGE_SECONDS', 14_400, 1),
    upstreamTimeoutMs: integer('UPSTREAM_TIMEOUT_MS', 2000, 1, 60_000),
    upstreamMaxConcurrency: integer('UPSTREAM_MAX_CONCURRENCY', 64, 1, 100_000),
    tokenInfoMaxConcurrency: integer('TOKEN_INFO_MAX_CONCURRENCY', 256, 1, 100_000),
    upstreamCallsPerMinute: integer('UPSTREAM_CALLS_PER_MINUTE', 150, 1, 200),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    traceSampler: sampler.name,
    traceRatio: sampler.ratio,
    traceTrustCaller: flag('TRACE_TRUST_CALLER'),
    traceNotablePerSecond: integer('TRACE_NOTABLE_PER_SECOND', 50, 0, 100_000),
  });

  const isFatal = (fault: string) => onNode || REQUIRED.has(fault.split(' ', 1)[0] ?? '');
  const fatal = faults.filter(isFatal);
  if (fatal.length > 0) throw new ConfigError(fatal);
  faults.forEach(onIgnored);
  return config;
}

const REQUIRED: ReadonlySet<string> = new Set(['WIX_CLIENT_ID', 'WIX_CLIENT_SECRET']);

/** Variables that only the Node server, its fleet or the build uses. */
const NODE_ALONE: ReadonlySet<string> = new Set([
  'PORT',
  'HOST',
  'KEEP_ALIVE_SECONDS',
  'DRAIN_SECONDS',
  'SHUTDOWN_SECONDS',
  'REDIS_URL',
  'PUBLIC_IDENTITY_ORIGIN',
]);

/** No valid value starts or ends with a quote. Some tools keep quotes, such as `docker run --env-file`. */
const QUOTED = /^["'`“”‘’]|["'`“”‘’]$/;

/** A name, an IPv4 address, or an IPv6 address with or without brackets. */
function isHost(text: string): boolean {
  if (!text.includes(':')) return /^[A-Za-z0-9._-]+$/.test(text);
  const address = /^(?:\[([^[\]]+)\]|([^[\]]+))$/.exec(text);
  const [unscoped = ''] = (address?.[1] ?? address?.[2] ?? '').split(/%[\w.-]+$/);
  return URL.canParse(`http://[${unscoped}]`);
}

export const LOG_LEVELS = ['info', 'warn', 'error', 'silent'] as const;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GUID_EXAMPLE = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';
/** Newlines may also be written as `\n`, as in an .env file. */
const PEM =
  /^-----BEGIN (RSA )?PUBLIC KEY-----(?:\s|\\n)+(?:[A-Za-z0-9+/=]|\s|\\n)+-----END (?:RSA )?PUBLIC KEY-----(?:\s|\\n)*$/;

function fromBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}
