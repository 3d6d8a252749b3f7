import { afterEach, expect, test, vi } from 'vitest';
import { withVariables } from './with-variables.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the SDK reads only checked variables, and the process gets its previous values back', () => {
  vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '30s');
  vi.stubEnv('OTEL_SERVICE_NAME', ' shop ');
  const checked = new Map([
    ['OTEL_SERVICE_NAME', 'shop'],
    ['OTEL_LOGS_EXPORTER', 'none'],
  ]);
  const names = ['OTEL_METRIC_EXPORT_INTERVAL', 'OTEL_SERVICE_NAME', 'OTEL_LOGS_EXPORTER'];
  const seen = () => names.map((name) => process.env[name]);
  expect(withVariables(checked, seen)).toEqual([undefined, 'shop', 'none']);
  expect(seen()).toEqual(['30s', ' shop ', undefined]);
  expect(() => withVariables(checked, () => expect.fail())).toThrow();
  expect(seen()).toEqual(['30s', ' shop ', undefined]);
});
