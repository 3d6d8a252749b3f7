import { afterEach, describe, expect, test, vi } from 'vitest';
import { k6Arguments } from './k6-arguments.ts';

const ORDER = {
  script: 'load-tests/profiles/smoke.ts',
  folder: '/results',
  env: { LOAD_APP_SECRET: 'a secret' },
  isTerminal: false,
  seconds: 20,
};

afterEach(() => vi.unstubAllEnvs());

describe('the call of k6', () => {
  test('keeps the secret out of the command line, which every user of the machine can read', () => {
    const { args, env } = k6Arguments(ORDER);
    expect(args.join(' ')).not.toContain('a secret');
    expect(env).toMatchObject({ LOAD_APP_SECRET: 'a secret' });
  });

  test('takes no variable from the environment that would change the profile', () => {
    vi.stubEnv('K6_DURATION', '1s');
    vi.stubEnv('WIX_CLIENT_SECRET', 'of a real app');
    const { env } = k6Arguments(ORDER);
    expect(env).not.toHaveProperty('K6_DURATION');
    expect(JSON.stringify(env)).not.toContain('of a real app');
  });

  test('writes the dashboard to a file and opens no port', () => {
    const { env, args } = k6Arguments(ORDER);
    expect(env).toMatchObject({
      K6_WEB_DASHBOARD_PORT: '-1',
      K6_WEB_DASHBOARD_EXPORT: '/results/report.html',
      K6_WEB_DASHBOARD_PERIOD: '1s',
    });
    expect(args).not.toContain('--out');
  });

  test.each([
    ['http://127.0.0.1:4318', '127.0.0.1:4318', '/v1/metrics', 'true'],
    ['https://otlp.example.com/otlp/', 'otlp.example.com', '/otlp/v1/metrics', 'false'],
  ])('sends metrics to %s with k6’s own variables', (otlp, host, path, insecure) => {
    const { args, env } = k6Arguments({ ...ORDER, otlp });
    expect(args.slice(args.indexOf('--out'), args.indexOf('--out') + 2)).toEqual([
      '--out',
      'opentelemetry',
    ]);
    expect(env).toMatchObject({
      K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: host,
      K6_OTEL_HTTP_EXPORTER_URL_PATH: path,
      K6_OTEL_HTTP_EXPORTER_INSECURE: insecure,
    });
  });
});
