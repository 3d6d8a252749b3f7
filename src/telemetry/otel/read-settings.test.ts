import { afterEach, describe, expect, test, vi } from 'vitest';
import fc from 'fast-check';
import { readSampler } from './read-sampler.ts';
import { NAMES_ON_WORKERS } from './names-on-workers.ts';
import { NODE } from './node-variables.ts';
import { readSettings } from './read-settings.ts';
import { WORKERS } from './workers-variables.ts';

type Env = Readonly<Record<string, string | undefined>>;

const ENDPOINT = 'http://collector:4318';

const hosts = { node: NODE, workers: WORKERS } as const;

function read(env: Env, host: keyof typeof hosts = 'node') {
  const warnings: string[] = [];
  const settings = readSettings(
    (name) => env[name],
    hosts[host],
    (line) => warnings.push(line),
  );
  return { settings, warnings, value: (name: string) => settings?.variables.get(name) };
}

const HOSTS = [
  ['node', [...NODE.rules.keys()]],
  ['workers', [...WORKERS.rules.keys()]],
] as const;
const variables = HOSTS.flatMap(([host, names]) => names.map((name) => [host, name] as const));

const BLANK = ['', ' ', '\t \n'];
const ODD = [
  ...['"otlp"', "'30'", 'NaN', '0', '-1', '2147483648', '30s', '1e999', '0x', 'yes', 'unknown'],
  ...['100%', '%', 'a', 'a=%zz', '=b', 'a=b=c', 'a=b,c', 'a=%0A', 'none,otlp', 'otlp,otlp', '://'],
  ...[
    'collector:4318',
    '"http://collector:4318"',
    'ftp://collector',
    'a\nb',
    '\u0000',
    '💥',
    'x'.repeat(9_999),
  ],
];

describe.each(variables)('on %s, %s', (host, name) => {
  test('is unset when it is blank', () => {
    for (const text of BLANK) {
      const { warnings, settings } = read({ [name]: text }, host);
      expect({ warnings, variables: [...(settings?.variables ?? [])] }, text).toEqual({
        warnings: [],
        variables: [],
      });
    }
  });

  test('logs at most one line, with its name, for any text, and never throws', () => {
    const hold = (text: string) => {
      const { warnings, value } = read({ OTEL_TRACES_EXPORTER: 'otlp', [name]: text }, host);
      expect(warnings.length, text).toBeLessThanOrEqual(1);
      for (const line of warnings) {
        expect(line).toMatch(new RegExp(`^${name} `));
        expect(line).not.toMatch(/[\r\n]/);
        expect(line.length).toBeLessThan(400);
      }
      expect(value(name)).not.toBe('');
    };
    for (const text of ODD) hold(text);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), hold), { numRuns: 100 });
  });
});

describe('numbers', () => {
  const MILLISECONDS = [...NODE.rules.keys()].filter((name) =>
    /INTERVAL|TIMEOUT|DELAY|MAX_(QUEUE|EXPORT)/.test(name),
  );

  test.each(MILLISECONDS)('%s is the default unless it fits a timer', (name) => {
    for (const text of ['NaN', '0', '-1', '2147483648', '30s', '1.5', 'Infinity', '1e999', '"5"']) {
      const { warnings, value } = read({ [name]: text });
      expect(value(name), text).toBeUndefined();
      expect(warnings[0]).toContain('must be a whole number from 1 to 2147483647');
    }
    expect(read({ [name]: ' 5000 ' }).value(name)).toBe('5000');
    expect(read({ [name]: '2147483647' }).warnings).toEqual([]);
  });

  test('a port is from 1 to 65535', () => {
    for (const text of ['0', '65536', '-1', 'http']) {
      expect(read({ OTEL_EXPORTER_PROMETHEUS_PORT: text }).warnings, text).toHaveLength(1);
    }
  });

  test('a ratio is from 0 to 1', () => {
    for (const text of ['-0.1', '1.1', 'NaN', '1%', 'half']) {
      const env = { OTEL_TRACES_SAMPLER_ARG: text };
      expect(read(env).warnings, text).toHaveLength(1);
      expect(readSampler((name) => (env as Env)[name]).ratio).toBe(1);
    }
  });
});

describe('words', () => {
  test.each([
    ['OTEL_SDK_DISABLED', ' False ', 'false'],
    ['OTEL_TRACES_EXPORTER', ' OTLP , otlp,,Console ', 'otlp,console'],
    ['OTEL_METRICS_EXPORTER', 'Prometheus', 'prometheus'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', ' HTTP/JSON', 'http/json'],
    ['OTEL_TRACES_SAMPLER', 'ParentBased_TraceIdRatio ', 'parentbased_traceidratio'],
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'Delta', 'delta'],
    ['OTEL_NODE_RESOURCE_DETECTORS', 'ENV', 'env'],
  ])('%s=%s is %s: case and blanks are ignored', (name, text, expected) => {
    expect(read({ [name]: text })).toMatchObject({ warnings: [] });
    expect(read({ [name]: text }).value(name)).toBe(expected);
  });

  test.each([
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_SDK_DISABLED', 'yes'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'brotli'],
    ['OTEL_METRICS_EXPORTER', 'carbon'],
    ['OTEL_TRACES_EXPORTER', 'oltp'],
    ['OTEL_LOG_LEVEL', 'loud'],
  ])('%s=%s falls back to the default, with a warning that names both', (name, text) => {
    const { warnings, value } = read({ [name]: text });
    expect(value(name)).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^${name} is "${text}", but must be .*The default is used`)),
    ]);
  });

  test('a list keeps its known words', () => {
    const { warnings, value } = read({ OTEL_METRICS_EXPORTER: 'otlp,carbon' });
    expect(value('OTEL_METRICS_EXPORTER')).toBe('otlp');
    expect(warnings).toEqual([expect.stringMatching(/Of these, otlp is used\.$/)]);
  });

  test('an empty list is unset', () => {
    const lists = ['OTEL_METRICS_EXPORTER', 'OTEL_PROPAGATORS', 'OTEL_EXPORTER_OTLP_HEADERS'];
    for (const name of lists) {
      expect(read({ [name]: ' , ,' })).toMatchObject({ warnings: [] });
      expect(read({ [name]: ' , ,' }).value(name)).toBeUndefined();
    }
  });

  test('none overrides the other words of a list', () => {
    const { warnings, settings } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT,
      OTEL_TRACES_EXPORTER: 'otlp,none',
    });
    expect(settings?.traces.exporters).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

describe('the destination of signals', () => {
  test('is absent if no variable names one', () => {
    for (const host of ['node', 'workers'] as const) {
      const { settings } = read({ OTEL_TRACES_EXPORTER: '', OTEL_METRICS_EXPORTER: ' ' }, host);
      expect(settings?.traces.exporters).toEqual([]);
      expect(settings?.metrics.exporters).toEqual([]);
    }
  });

  test.each(['True', ' TRUE ', 'true'])(
    'is absent without a warning if OTEL_SDK_DISABLED=%s',
    (text) => {
      const { settings, warnings } = read({ OTEL_SDK_DISABLED: text, OTEL_TRACES_SAMPLER: 'x' });
      expect([settings, warnings]).toEqual([undefined, []]);
    },
  );

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, `${ENDPOINT}/v1/traces`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${ENDPOINT}/a/` }, `${ENDPOINT}/a/v1/traces`],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/a` }, `${ENDPOINT}/a`],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/a` },
      `${ENDPOINT}/a`,
    ],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ' ', OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT },
      `${ENDPOINT}/v1/traces`,
    ],
  ])('%o sends traces to %s', (env: Env, url) => {
    for (const host of ['node', 'workers'] as const) {
      const { settings, warnings } = read(env, host);
      expect(settings?.traces).toMatchObject({ exporters: ['otlp'], url });
      expect(warnings).toEqual([]);
    }
  });

  test('a misspelled exporter with an endpoint falls back to the default, OTLP', () => {
    const { settings } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT,
      OTEL_TRACES_EXPORTER: 'oltp',
    });
    expect(settings?.traces.exporters).toEqual(['otlp']);
  });

  test.each([
    ...['collector:4318', 'localhost', '"http://collector:4318"', "'http://collector'"],
    ...['ftp://collector', '//collector', 'http://', 'http://a b', 'http://collector"'],
  ])('an invalid endpoint %s logs one warning, and nothing goes to localhost instead', (text) => {
    for (const host of ['node', 'workers'] as const) {
      const { settings, warnings } = read(
        { OTEL_EXPORTER_OTLP_ENDPOINT: text, OTEL_TRACES_EXPORTER: 'otlp' },
        host,
      );
      expect(settings?.traces.exporters).toEqual([]);
      expect(settings?.metrics.exporters).toEqual([]);
      expect(warnings).toEqual([
        expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT must be a URL .* nor to localhost/),
      ]);
    }
  });

  test('a wrong endpoint for one signal does not affect the other', () => {
    const { settings } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318',
    });
    expect(settings?.traces.exporters).toEqual([]);
    expect(settings?.metrics.exporters).toEqual(['otlp']);
  });

  test.each(['collector:4317', '[::1]:4317', 'https://collector:4317', 'unix:///run/otel'])(
    'gRPC exports to %s on Node, and does not export from Workers',
    (endpoint) => {
      const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
      expect(read(env)).toMatchObject({
        settings: { traces: { exporters: ['otlp'] }, metrics: { protocol: 'grpc' } },
        warnings: [],
      });
      const onWorkers = read(env, 'workers');
      expect(onWorkers.settings?.traces.exporters).toEqual([]);
      expect(onWorkers.warnings).toEqual([
        expect.stringMatching(/^OTEL_EXPORTER_OTLP_PROTOCOL .*grpc/),
      ]);
    },
  );
});

describe('pairs', () => {
  test('a malformed header is dropped, and no warning repeats a header', () => {
    const name = 'OTEL_EXPORTER_OTLP_HEADERS';
    const wrong = ['hunter2', 'key=hunter%2', 'k y=hunter2', 'key=hunter%0A2', '=hunter2'];
    for (const part of wrong) {
      const { warnings, value } = read({ [name]: `${part},api-key=a%20b` });
      expect(value(name), part).toBe('api-key=a%20b');
      expect(warnings).toEqual([expect.stringContaining('Of 2 headers, 1 cannot be sent.')]);
      expect(warnings.join()).not.toContain('hunter');
    }
  });

  test('one malformed attribute discards the whole list, and no warning repeats it', () => {
    const name = 'OTEL_RESOURCE_ATTRIBUTES';
    for (const part of [
      'hunter2',
      'a=hunter%',
      'a=b=hunter',
      '=hunter',
      `a=${'hunter'.repeat(50)}`,
    ]) {
      const { warnings, value } = read({ [name]: `service.namespace=shop,${part}` });
      expect(value(name), part).toBeUndefined();
      expect(warnings).toEqual([expect.stringContaining('All of it is ignored.')]);
      expect(warnings.join()).not.toContain('hunter');
    }
  });
});

describe('compared with the SDK’s parsers', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('texts, numbers, flags and lists have the same values', async () => {
    const core = await import('@opentelemetry/core');
    const word = fc.constantFrom(
      'otlp',
      ' Console',
      'none',
      'true',
      ' FALSE',
      '5',
      '1e3',
      '0x10',
      '',
    );
    fc.assert(
      fc.property(fc.oneof(word, fc.string(), fc.array(word).map(String)), (text) => {
        if (text.includes('\0')) return;
        vi.stubEnv('OTEL_TEST', text);
        const valueOf = (name: string) => read({ [name]: text }).value(name);

        expect(valueOf('OTEL_SERVICE_NAME')).toBe(core.getStringFromEnv('OTEL_TEST')?.trim());
        const flag = valueOf('OTEL_EXPORTER_OTLP_INSECURE') === 'true';
        expect(flag).toBe(core.getBooleanFromEnv('OTEL_TEST'));
        const number = valueOf('OTEL_BSP_SCHEDULE_DELAY');
        if (number !== undefined) {
          expect(Number(number)).toBe(core.getNumberFromEnv('OTEL_TEST'));
        }
        const known = new Set(core.getStringListFromEnv('OTEL_TEST') ?? []);
        for (const exporter of read({ OTEL_TRACES_EXPORTER: text }).settings?.traces.exporters ??
          []) {
          expect([...known].map((name) => name.toLowerCase())).toContain(exporter);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('attributes have the same values as in the SDK’s detector', async () => {
    const { envDetector } = await import('@opentelemetry/resources');
    const { parseAttributes } = await import('./list-rules.ts');
    const part = fc.constantFrom(
      'a=b',
      'a=',
      '=b',
      'a',
      'a=b=c',
      ' k = v%20 ',
      'k=%zz',
      '%61=1',
      '',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }).map(String), (text) => {
        vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', text);
        vi.stubEnv('OTEL_SERVICE_NAME', '');
        expect(parseAttributes(text) ?? {}).toEqual(envDetector.detect().attributes);
      }),
      { numRuns: 500 },
    );
  });
});

test('Node supports every variable that Workers support', () => {
  expect([...WORKERS.rules.keys()]).toEqual([...NAMES_ON_WORKERS]);
  for (const name of NAMES_ON_WORKERS) expect([...NODE.rules.keys()]).toContain(name);
});
