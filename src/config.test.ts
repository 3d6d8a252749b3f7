import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { ConfigError, type Host, readConfig } from './config.ts';

const CREDENTIALS = {
  WIX_CLIENT_ID: '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e',
  WIX_CLIENT_SECRET: 'hush-hush-very-secret',
};

type Environment = Readonly<Record<string, string | undefined>>;

function read(env: Environment = {}, host?: Host, onIgnored?: (fault: string) => void) {
  const variables: Environment = { ...CREDENTIALS, ...env };
  return readConfig((name) => variables[name], host, onIgnored);
}

function faultsOf(env: Environment, host?: Host): readonly string[] {
  try {
    read(env, host);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toBe(error.faults.join('\n'));
    return error.faults;
  }
  return [];
}

describe('readConfig', () => {
  test('has the defaults of the contract', () => {
    expect(read()).toEqual({
      clientId: CREDENTIALS.WIX_CLIENT_ID,
      clientSecret: CREDENTIALS.WIX_CLIENT_SECRET,
      port: 4321,
      host: undefined,
      keepAliveMs: 65_000,
      drainMs: 2_000,
      shutdownMs: 10_000,
      wixApiOrigin: 'https://www.wixapis.com',
      instanceTtlMs: 60_000,
      staleWhileRevalidateMs: 300_000,
      staleIfErrorMs: 3_600_000,
      negativeTtlMs: 10_000,
      maxInstances: 50_000,
      tokenTtlMs: 30_000,
      tokenStaleIfErrorMs: 3_600_000,
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

  test.each([
    ['PORT', '80', 'port', 80],
    ['PORT', '0', 'port', 0],
    ['HOST', '::1', 'host', '::1'],
    ['HOST', '::', 'host', '::'],
    ['HOST', '[::]', 'host', '::'],
    ['HOST', '[::1]', 'host', '::1'],
    ['HOST', '::ffff:127.0.0.1', 'host', '::ffff:127.0.0.1'],
    ['HOST', 'fe80::1%eth0', 'host', 'fe80::1%eth0'],
    ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
    ['HOST', 'localhost', 'host', 'localhost'],
    ['KEEP_ALIVE_SECONDS', '620', 'keepAliveMs', 620_000],
    ['DRAIN_SECONDS', '0', 'drainMs', 0],
    ['DRAIN_SECONDS', '9', 'drainMs', 9_000],
    ['SHUTDOWN_SECONDS', '30', 'shutdownMs', 30_000],
    ['TOKEN_STALE_IF_ERROR_SECONDS', '0', 'tokenStaleIfErrorMs', 0],
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

  test.each(['', '   '])('takes %o for a variable that is not set', (text) => {
    expect(read({ PORT: text, TRACE_TRUST_CALLER: text, HOST: text })).toEqual(read());
    expect(faultsOf({ WIX_CLIENT_SECRET: text })).toHaveLength(1);
  });

  test.each([
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER', '"always_on"'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
  ])('uses the default for %s=%s: no OpenTelemetry variable stops a start', (name, text) => {
    expect(read({ [name]: text })).toEqual(read());
  });

  test('ignores the case of a sampler', () => {
    expect(read({ OTEL_TRACES_SAMPLER: ' Always_Off' }).traceSampler).toBe('always_off');
  });

  test('cannot be changed afterwards', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });

  test.each([
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
    ['HOST', 'a b', 'HOST is "a b", which is no host name or address. Example: HOST=127.0.0.1'],
    [
      'DRAIN_SECONDS',
      '10',
      'DRAIN_SECONDS is 10, but has to be less than SHUTDOWN_SECONDS, which is 10. Example: DRAIN_SECONDS=2',
    ],
    [
      'SHUTDOWN_SECONDS',
      '1',
      'DRAIN_SECONDS is 2, but has to be less than SHUTDOWN_SECONDS, which is 1. Example: DRAIN_SECONDS=0',
    ],
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

  test.each(['[::', '::]', '[127.0.0.1]', 'localhost:4321', '[localhost]', ':::', '127.0.0.1:80'])(
    'refuses HOST=%s',
    (host) => {
      expect(faultsOf({ HOST: host })).toEqual([
        expect.stringMatching(/^HOST is ".+", which is no/),
      ]);
    },
  );

  test('accepts an app id in capitals, and returns it in lower case', () => {
    const capitals = CREDENTIALS.WIX_CLIENT_ID.toUpperCase();
    expect(read({ WIX_CLIENT_ID: capitals }).clientId).toBe(CREDENTIALS.WIX_CLIENT_ID);
  });

  const WHOLE_NUMBERS = [
    'PORT',
    'KEEP_ALIVE_SECONDS',
    'DRAIN_SECONDS',
    'SHUTDOWN_SECONDS',
    'TOKEN_STALE_IF_ERROR_SECONDS',
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

  test.each(WHOLE_NUMBERS)('refuses in %s what is no whole number in range', (name) => {
    const wrong = ['-1', '1.5', '1e3', '0x10', '1_000', '9'.repeat(15), '9'.repeat(40), 'NaN', '١'];
    for (const text of [...wrong, 'Infinity', '10s', '1,000', '+1', '1 0']) {
      const faults = faultsOf({ [name]: text });
      expect(faults, `${name}=${text}`).toHaveLength(1);
      expect(faults[0]).toMatch(
        new RegExp(`^${name} is ".+", but has to be a whole number .+ Example: ${name}=\\d+$`),
      );
    }
  });

  test.each([
    'KEEP_ALIVE_SECONDS',
    'SHUTDOWN_SECONDS',
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

  test('refuses more calls per minute than Wix allows', () => {
    expect(faultsOf({ UPSTREAM_CALLS_PER_MINUTE: '201' })).toHaveLength(1);
  });

  test.each([
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

  test('names every fault at once', () => {
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

  test('never prints a secret, nor what was given for a client id', () => {
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

  test('has one line for one fault, whatever the value', () => {
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
  test('may be missing, and may be as `wix env pull` writes it', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ ...DEVELOPMENT_APP })).toEqual([]);
    const pem = atob(DEVELOPMENT_APP.WIX_CLIENT_PUBLIC_KEY);
    expect(faultsOf({ WIX_CLIENT_PUBLIC_KEY: pem })).toEqual([]);
  });

  test.each([
    ['WIX_CLIENT_INSTANCE_ID', 'not-a-guid', /^WIX_CLIENT_INSTANCE_ID is not a GUID\. Example: /],
    ['PUBLIC_IDENTITY_ORIGIN', 'here', /^PUBLIC_IDENTITY_ORIGIN is not an origin .* Example: /],
    ['REDIS_URL', 'http://here', /^REDIS_URL is not a Redis URL\. Example: /],
    ['WIX_CLIENT_PUBLIC_KEY', 'no key', /^WIX_CLIENT_PUBLIC_KEY is neither .* Example: /],
    ['WIX_CLIENT_PUBLIC_KEY', btoa('no key'), /^WIX_CLIENT_PUBLIC_KEY is neither .* Example: /],
  ])('is refused when it is there and wrong: %s=%s', (name, value, line) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(line)]);
  });
});

describe('quotes around a value', () => {
  const QUOTED = [
    ['WIX_CLIENT_ID', CREDENTIALS.WIX_CLIENT_ID],
    ['WIX_CLIENT_SECRET', CREDENTIALS.WIX_CLIENT_SECRET],
    ['WIX_CLIENT_INSTANCE_ID', DEVELOPMENT_APP.WIX_CLIENT_INSTANCE_ID],
    ['WIX_CLIENT_PUBLIC_KEY', DEVELOPMENT_APP.WIX_CLIENT_PUBLIC_KEY],
    ['PUBLIC_IDENTITY_ORIGIN', 'https://identity.example.com'],
    ['REDIS_URL', 'redis://localhost:6379'],
    ['WIX_API_ORIGIN', 'http://localhost:4400'],
    ['PORT', '4321'],
    ['HOST', '127.0.0.1'],
    ['KEEP_ALIVE_SECONDS', '65'],
    ['DRAIN_SECONDS', '2'],
    ['SHUTDOWN_SECONDS', '10'],
    ['INSTANCE_TTL_SECONDS', '60'],
    ['TOKEN_STALE_IF_ERROR_SECONDS', '3600'],
    ['LOG_LEVEL', 'info'],
    ['TRACE_TRUST_CALLER', 'true'],
  ] as const;

  test.each(QUOTED)('are a fault of %s, which has one line and no value in it', (name, value) => {
    for (const text of [`"${value}"`, `'${value}'`, ` "${value}" `, `“${value}”`, `"${value}`]) {
      const [fault, ...more] = faultsOf({ [name]: text });
      expect(fault).toMatch(
        new RegExp(`^${name} has quotes around its value: .* Example: ${name}=[^"'“]+$`),
      );
      expect(more).toEqual([]);
      if (name === 'WIX_CLIENT_SECRET') expect(fault).not.toContain(value);
    }
  });
});

describe('on Workers, where nothing can stop a start', () => {
  test('the caches are made for an isolate of 128 MB', () => {
    expect(read({}, 'workers')).toMatchObject({ maxInstances: 5_000, maxTokens: 20_000 });
    const larger = { INSTANCE_CACHE_MAX_ENTRIES: '6000', TOKEN_CACHE_MAX_ENTRIES: '30000' };
    expect(read(larger, 'workers')).toMatchObject({ maxInstances: 6_000, maxTokens: 30_000 });
  });

  test.each([
    ['PORT', 'abc'],
    ['HOST', 'a b'],
    ['KEEP_ALIVE_SECONDS', 'abc'],
    ['DRAIN_SECONDS', '100'],
    ['SHUTDOWN_SECONDS', '"10"'],
    ['REDIS_URL', 'http://here'],
    ['PUBLIC_IDENTITY_ORIGIN', 'here'],
  ])('%s is not judged', (name, value) => {
    const ignored: string[] = [];
    expect(read({ [name]: value }, 'workers', (fault) => ignored.push(fault))).toEqual(
      read({}, 'workers'),
    );
    expect(ignored).toEqual([]);
    expect(faultsOf({ [name]: value }, 'node')).toHaveLength(1);
  });

  test.each([
    ['INSTANCE_TTL_SECONDS', 'abc'],
    ['INSTANCE_CACHE_MAX_ENTRIES', '0'],
    ['TOKEN_STALE_IF_ERROR_SECONDS', '-1'],
    ['WIX_API_ORIGIN', 'here'],
    ['TRACE_TRUST_CALLER', 'yes'],
    ['LOG_LEVEL', '"info"'],
    ['WIX_CLIENT_PUBLIC_KEY', 'no key'],
    ['WIX_CLIENT_INSTANCE_ID', 'no id'],
  ])('%s=%s takes the default, and its line is handed out', (name, value) => {
    const ignored: string[] = [];
    expect(read({ [name]: value }, 'workers', (fault) => ignored.push(fault))).toEqual(
      read({}, 'workers'),
    );
    expect(ignored).toEqual([expect.stringMatching(`^${name} .* Example: ${name}=`)]);
  });

  test.each([
    ['WIX_CLIENT_ID', undefined],
    ['WIX_CLIENT_ID', 'clock'],
    ['WIX_CLIENT_SECRET', ''],
    ['WIX_CLIENT_SECRET', '"hush"'],
  ])('%s=%s throws, and names nothing that is optional', (name, value) => {
    expect(
      faultsOf({ [name]: value, INSTANCE_TTL_SECONDS: 'abc', PORT: 'abc' }, 'workers'),
    ).toEqual([expect.stringMatching(`^${name} `)]);
  });
});
