import { asOrigin, notAnOrigin } from './origin.ts';
import { readSampler } from './telemetry/otel/read-sampler.ts';
import type { ReadVariable } from './read-variable.ts';
import { WIX_ORIGIN } from './wix/redirect-wix-calls.ts';

/** Everything wrong with the environment, a line a fault. Never holds a secret's value. */
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
 * Reads and checks the environment once, at the start.
 *
 * @throws ConfigError naming each variable at fault, what is wrong with it, and an example.
 */
export function readConfig(read: ReadVariable) {
  const faults: string[] = [];
  const get = (name: string) => read(name)?.trim() || undefined;

  function required(name: string, example: string): string {
    const value = get(name);
    if (value === undefined) faults.push(`${name} is not set. Example: ${name}=${example}`);
    return value ?? '';
  }

  function guid(name: string, value = get(name)): void {
    if (value !== undefined && value !== '' && !GUID.test(value)) {
      faults.push(`${name} is not a GUID. Example: ${name}=${GUID_EXAMPLE}`);
    }
  }

  function publicKey(name: string): void {
    const value = get(name);
    if (value !== undefined && !PEM.test(value) && !PEM.test(fromBase64(value))) {
      faults.push(
        `${name} is neither a PEM public key nor the base64 of one. Example: ${name}=LS0tLS1CRUdJTi…`,
      );
    }
  }

  function integer(name: string, fallback: number, min: number, max: number): number {
    const text = get(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    faults.push(
      `${name} is ${JSON.stringify(text)}, but has to be a whole number from ${min} to ${max}. Example: ${name}=${fallback}`,
    );
    return fallback;
  }

  function seconds(name: string, fallback: number, min = 0): number {
    return integer(name, fallback, min, 31_536_000) * 1000;
  }

  function origin(name: string, example: string): string | undefined {
    const text = get(name);
    if (text === undefined) return undefined;
    const value = asOrigin(text);
    if (value === undefined) faults.push(notAnOrigin(name, example));
    return value;
  }

  function redisUrl(name: string): void {
    const text = get(name);
    if (text !== undefined && !/^rediss?:$/.test(URL.parse(text)?.protocol ?? '')) {
      faults.push(`${name} is not a Redis URL. Example: ${name}=redis://localhost:6379`);
    }
  }

  function oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = get(name);
    const value = values.find((known) => known === text);
    if (text !== undefined && value === undefined) {
      faults.push(
        `${name} is ${JSON.stringify(text)}, but has to be one of ${values.join(', ')}. Example: ${name}=${values[0] ?? ''}`,
      );
    }
    return value;
  }

  function host(name: string, fallback: string): string {
    const text = get(name) ?? fallback;
    if (!/^[A-Za-z0-9.:_-]+$/.test(text)) {
      faults.push(
        `${name} is ${JSON.stringify(text)}, which is no host name or address. Example: ${name}=${fallback}`,
      );
    }
    return text;
  }

  function flag(name: string): boolean {
    const text = get(name) ?? 'false';
    if (text !== 'true' && text !== 'false') {
      faults.push(
        `${name} is ${JSON.stringify(text)}, but has to be true or false. Example: ${name}=false`,
      );
    }
    return text === 'true';
  }

  const clientId = required('WIX_CLIENT_ID', GUID_EXAMPLE);
  guid('WIX_CLIENT_ID', clientId);
  // Not for the endpoint, but for what `@wix/astro` serves beside it: webhooks, and pages of visitors.
  guid('WIX_CLIENT_INSTANCE_ID');
  publicKey('WIX_CLIENT_PUBLIC_KEY');
  // For the build of the widgets (`identityOrigin`); one environment often serves both.
  origin('PUBLIC_IDENTITY_ORIGIN', 'https://identity.example.com');
  // Planned. A wrong value is told today all the same, and not on the day it is first read.
  redisUrl('REDIS_URL');

  const sampler = readSampler(read);
  const config = Object.freeze({
    clientId,
    clientSecret: required('WIX_CLIENT_SECRET', '<as `wix env pull` writes it>'),
    wixApiOrigin: origin('WIX_API_ORIGIN', WIX_ORIGIN) ?? WIX_ORIGIN,
    port: integer('PORT', 4321, 0, 65_535),
    host: host('HOST', '0.0.0.0'),
    instanceTtlMs: seconds('INSTANCE_TTL_SECONDS', 60),
    staleWhileRevalidateMs: seconds('INSTANCE_STALE_WHILE_REVALIDATE_SECONDS', 300),
    staleIfErrorMs: seconds('INSTANCE_STALE_IF_ERROR_SECONDS', 3600),
    negativeTtlMs: seconds('INSTANCE_NEGATIVE_TTL_SECONDS', 10),
    maxInstances: integer('INSTANCE_CACHE_MAX_ENTRIES', 50_000, 1, 10_000_000),
    tokenTtlMs: seconds('TOKEN_TTL_SECONDS', 30),
    tokenStaleIfErrorMs: seconds('TOKEN_STALE_IF_ERROR_SECONDS', 3600),
    maxTokens: integer('TOKEN_CACHE_MAX_ENTRIES', 200_000, 1, 10_000_000),
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

  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

export const LOG_LEVELS = ['info', 'warn', 'error', 'silent'] as const;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GUID_EXAMPLE = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';
const PEM = /^-----BEGIN (?:RSA )?PUBLIC KEY-----/;

function fromBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}
