import { describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { ConfigError, readConfig } from './config.ts';

const CREDENTIALS = {
  WIX_CLIENT_ID: '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e',
  WIX_CLIENT_SECRET: 'hush-hush-very-secret',
};

function read(env: Record<string, string | undefined> = {}) {
  const variables: Record<string, string | undefined> = { ...CREDENTIALS, ...env };
  return readConfig((name) => variables[name]);
}

function faultsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toBe(error.faults.join('\n'));
    return error.faults;
  }
  return [];
}

describe('readConfig', () => {
  it('has the defaults of the contract', () => {
    expect(read()).toEqual({
      clientId: CREDENTIALS.WIX_CLIENT_ID,
      clientSecret: CREDENTIALS.WIX_CLIENT_SECRET,
      port: 4321,
      host: '0.0.0.0',
      wixApiOrigin: 'https://www.wixapis.com',
      instanceTtlMs: 60_000,
      staleWhileRevalidateMs: 300_000,
      staleIfErrorMs: 3_600_000,
      negativeTtlMs: 10_000,
      maxInstances: 50_000,
      tokenTtlMs: 30_000,
      maxTokens: 200_000,
      signedInstanceMaxAgeMs: 14_400_000,
      upstreamTimeoutMs: 2000,
      upstreamMaxConcurrency: 64,
      tokenInfoMaxConcurrency: 256,
      upstreamCallsPerMinute: 150,
      logLevel: 'info',
      traceSampler: undefined,
      traceRatio: 1,
      traceTrustCaller: false,
      traceNotablePerSecond: 50,
    });
  });

  it.each([
    ['PORT', '80', 'port', 80],
    ['PORT', '0', 'port', 0],
    ['HOST', '::1', 'host', '::1'],
    ['HOST', 'localhost', 'host', 'localhost'],
    ['WIX_API_ORIGIN', 'http://localhost:4400', 'wixApiOrigin', 'http://localhost:4400'],
    ['WIX_API_ORIGIN', 'http://localhost:4400/', 'wixApiOrigin', 'http://localhost:4400'],
    ['INSTANCE_TTL_SECONDS', '5', 'instanceTtlMs', 5000],
    ['INSTANCE_TTL_SECONDS', ' 5 ', 'instanceTtlMs', 5000],
    ['INSTANCE_STALE_WHILE_REVALIDATE_SECONDS', '0', 'staleWhileRevalidateMs', 0],
    ['INSTANCE_STALE_IF_ERROR_SECONDS', '7', 'staleIfErrorMs', 7000],
    ['INSTANCE_NEGATIVE_TTL_SECONDS', '0', 'negativeTtlMs', 0],
    ['INSTANCE_CACHE_MAX_ENTRIES', '1', 'maxInstances', 1],
    ['TOKEN_TTL_SECONDS', '0', 'tokenTtlMs', 0],
    ['TOKEN_CACHE_MAX_ENTRIES', '9', 'maxTokens', 9],
    ['SIGNED_INSTANCE_MAX_AGE_SECONDS', '60', 'signedInstanceMaxAgeMs', 60_000],
    ['UPSTREAM_TIMEOUT_MS', '100', 'upstreamTimeoutMs', 100],
    ['UPSTREAM_MAX_CONCURRENCY', '3', 'upstreamMaxConcurrency', 3],
    ['TOKEN_INFO_MAX_CONCURRENCY', '4', 'tokenInfoMaxConcurrency', 4],
    ['UPSTREAM_CALLS_PER_MINUTE', '200', 'upstreamCallsPerMinute', 200],
    ['LOG_LEVEL', 'warn', 'logLevel', 'warn'],
    ['OTEL_TRACES_SAMPLER', 'parentbased_traceidratio', 'traceSampler', 'parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', '0.01', 'traceRatio', 0.01],
    ['TRACE_TRUST_CALLER', 'true', 'traceTrustCaller', true],
    ['TRACE_NOTABLE_PER_SECOND', '0', 'traceNotablePerSecond', 0],
  ] as const)('reads %s=%s', (name, text, field, value) => {
    expect(read({ [name]: text })).toEqual({ ...read(), [field]: value });
  });

  it.each(['', '   '])('takes %o for a variable that is not set', (text) => {
    expect(read({ PORT: text, TRACE_TRUST_CALLER: text, HOST: text })).toEqual(read());
    expect(faultsOf({ WIX_CLIENT_SECRET: text })).toHaveLength(1);
  });

  test.each([
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER', '"always_on"'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
  ])('takes the default for %s=%s, for OpenTelemetry stops no start', (name, text) => {
    expect(read({ [name]: text })).toEqual(read());
  });

  test('does not mind the case of a sampler', () => {
    expect(read({ OTEL_TRACES_SAMPLER: ' Always_Off' }).traceSampler).toBe('always_off');
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });

  it.each([
    [
      'PORT',
      'http',
      'PORT is "http", but has to be a whole number from 0 to 65535. Example: PORT=4321',
    ],
    [
      'TRACE_TRUST_CALLER',
      'yes',
      'TRACE_TRUST_CALLER is "yes", but has to be true or false. Example: TRACE_TRUST_CALLER=false',
    ],
    ['HOST', 'a b', 'HOST is "a b", which is no host name or address. Example: HOST=0.0.0.0'],
    [
      'WIX_CLIENT_ID',
      undefined,
      'WIX_CLIENT_ID is not set. Example: WIX_CLIENT_ID=1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e',
    ],
    [
      'WIX_CLIENT_ID',
      'clock',
      'WIX_CLIENT_ID is not a GUID. Example: WIX_CLIENT_ID=1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e',
    ],
    [
      'WIX_API_ORIGIN',
      'localhost',
      'WIX_API_ORIGIN is not an origin (scheme, host and port only). Example: WIX_API_ORIGIN=https://www.wixapis.com',
    ],
  ])('says of %s=%s in one line what is wrong, and an example', (name, text, fault) => {
    expect(faultsOf({ [name]: text })).toEqual([fault]);
  });

  const WHOLE_NUMBERS = [
    'PORT',
    'INSTANCE_TTL_SECONDS',
    'INSTANCE_STALE_WHILE_REVALIDATE_SECONDS',
    'INSTANCE_STALE_IF_ERROR_SECONDS',
    'INSTANCE_NEGATIVE_TTL_SECONDS',
    'INSTANCE_CACHE_MAX_ENTRIES',
    'TOKEN_TTL_SECONDS',
    'TOKEN_CACHE_MAX_ENTRIES',
    'SIGNED_INSTANCE_MAX_AGE_SECONDS',
    'UPSTREAM_TIMEOUT_MS',
    'UPSTREAM_MAX_CONCURRENCY',
    'TOKEN_INFO_MAX_CONCURRENCY',
    'UPSTREAM_CALLS_PER_MINUTE',
    'TRACE_NOTABLE_PER_SECOND',
  ];

  it.each(WHOLE_NUMBERS)('refuses in %s what is no whole number in range', (name) => {
    const wrong = ['-1', '1.5', '1e3', '0x10', '1_000', '9'.repeat(15), '9'.repeat(40), 'NaN', '١'];
    for (const text of [...wrong, 'Infinity', '10s', '1,000', '+1', '1 0']) {
      const faults = faultsOf({ [name]: text });
      expect(faults, `${name}=${text}`).toHaveLength(1);
      expect(faults[0]).toMatch(
        new RegExp(`^${name} is ".+", but has to be a whole number .+ Example: ${name}=\\d+$`),
      );
    }
  });

  it.each([
    'INSTANCE_CACHE_MAX_ENTRIES',
    'TOKEN_CACHE_MAX_ENTRIES',
    'SIGNED_INSTANCE_MAX_AGE_SECONDS',
    'UPSTREAM_TIMEOUT_MS',
    'UPSTREAM_MAX_CONCURRENCY',
    'TOKEN_INFO_MAX_CONCURRENCY',
    'UPSTREAM_CALLS_PER_MINUTE',
  ])('refuses 0 for %s, with which nothing would work', (name) => {
    expect(faultsOf({ [name]: '0' })).toHaveLength(1);
  });

  it('refuses more calls per minute than Wix allows', () => {
    expect(faultsOf({ UPSTREAM_CALLS_PER_MINUTE: '201' })).toHaveLength(1);
  });

  it.each([
    'localhost:4400',
    'ftp://localhost',
    'https://www.wixapis.com/apps',
    'https://www.wixapis.com/?a=b',
    'https://www.wixapis.com/#a',
    'https://user:hunter2@www.wixapis.com',
    'https://',
    '//www.wixapis.com',
    'javascript:alert(1)',
  ])('refuses %s for an origin, without repeating it', (origin) => {
    const [fault, ...more] = faultsOf({ WIX_API_ORIGIN: origin });
    expect(fault).toMatch(/^WIX_API_ORIGIN is not an origin/);
    expect(fault).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      WIX_CLIENT_ID: undefined,
      WIX_CLIENT_SECRET: undefined,
      PORT: '70000',
      TRACE_TRUST_CALLER: 'TRUE',
      TOKEN_TTL_SECONDS: '-1',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'WIX_CLIENT_ID',
      'WIX_CLIENT_SECRET',
      'PORT',
      'TOKEN_TTL_SECONDS',
      'TRACE_TRUST_CALLER',
    ]);
  });

  it('never prints a secret, nor what was given for a client id', () => {
    const error = (() => {
      try {
        return read({
          WIX_CLIENT_ID: 'pasted-the-secret-here',
          PORT: 'x',
          WIX_API_ORIGIN: 'a:b@c',
        });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    const { message, stack } = error as ConfigError;
    for (const secret of [CREDENTIALS.WIX_CLIENT_SECRET, 'pasted-the-secret-here', 'a:b@c']) {
      expect(message).not.toContain(secret);
      expect(stack).not.toContain(secret);
    }
  });

  it('has one line for one fault, whatever the value', () => {
    const names = [
      ...WHOLE_NUMBERS,
      'HOST',
      'WIX_API_ORIGIN',
      'TRACE_TRUST_CALLER',
      'WIX_CLIENT_ID',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ unit: 'binary' }), (name, text) => {
        const faults = faultsOf({ [name]: text });
        return faults.length <= 1 && faults.every((fault) => !/[\r\n]/.test(fault));
      }),
      {
        numRuns: 1000,
        examples: [
          ['PORT', '1\n2'],
          ['HOST', 'a\r\nb'],
        ],
      },
    );
  });
});

describe('what the endpoint itself does not need', () => {
  it('may be missing, and may be as `wix env pull` writes it', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ ...DEVELOPMENT_APP })).toEqual([]);
    const pem = atob(DEVELOPMENT_APP.WIX_CLIENT_PUBLIC_KEY);
    expect(faultsOf({ WIX_CLIENT_PUBLIC_KEY: pem })).toEqual([]);
  });

  it.each([
    ['WIX_CLIENT_INSTANCE_ID', 'not-a-guid', /^WIX_CLIENT_INSTANCE_ID is not a GUID\. Example: /],
    ['PUBLIC_IDENTITY_ORIGIN', 'here', /^PUBLIC_IDENTITY_ORIGIN is not an origin .* Example: /],
    ['REDIS_URL', 'http://here', /^REDIS_URL is not a Redis URL\. Example: /],
    ['WIX_CLIENT_PUBLIC_KEY', 'no key', /^WIX_CLIENT_PUBLIC_KEY is neither .* Example: /],
    ['WIX_CLIENT_PUBLIC_KEY', btoa('no key'), /^WIX_CLIENT_PUBLIC_KEY is neither .* Example: /],
  ])('is refused when it is there and wrong: %s=%s', (name, value, line) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(line)]);
  });
});
