import { diag } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { logSdkDiagnostics } from './log-sdk-diagnostics.ts';

afterEach(() => {
  diag.disable();
});

function collectLines(level?: string): string[] {
  const lines: string[] = [];
  logSdkDiagnostics((as, message) => lines.push(`${as} ${message}`), level, createFakeClock());
  return lines;
}

test('a warning from the SDK is logged unchanged, on one line, and only once', () => {
  const lines = collectLines();
  for (let n = 0; n < 3; n++) diag.warn('unknown propagator\n from "OTEL_PROPAGATORS":', 'b4');
  expect(lines).toEqual(['warn OpenTelemetry: unknown propagator from "OTEL_PROPAGATORS": b4']);
});

test('an error is logged with its message and code, without a stack', () => {
  const lines = collectLines();
  const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  diag.error('export failed', refused);
  diag.error('', Object.assign(new Error('Not Found'), { code: 404 }));
  expect(lines).toEqual([
    'warn OpenTelemetry: export failed AggregateError (ECONNREFUSED)',
    'warn OpenTelemetry: Not Found (404)',
  ]);
});

test('a value that cannot be serialized is logged as its type', () => {
  const lines = collectLines();
  const circular: Record<string, unknown> = {};
  circular['itself'] = circular;
  diag.warn('cannot send', circular, undefined);
  expect(lines).toEqual(['warn OpenTelemetry: cannot send [object Object]']);
});

test.each([
  [undefined, 0, 2],
  ['debug', 5, 2],
  ['error', 0, 1],
  ['none', 0, 0],
])('OTEL_LOG_LEVEL=%s logs %d details and %d warnings', (level, details, warnings) => {
  const lines = collectLines(level);
  for (let n = 0; n < 5; n++) diag.debug('items to be sent');
  diag.warn('careful');
  diag.error('wrong');
  expect(lines.filter((line) => line.endsWith('items to be sent'))).toHaveLength(details);
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(warnings);
});
