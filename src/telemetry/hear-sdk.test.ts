import { diag } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { hearSdk } from './hear-sdk.ts';

afterEach(() => {
  diag.disable();
});

function hear(level?: string): string[] {
  const lines: string[] = [];
  hearSdk((as, message) => lines.push(`${as} ${message}`), level, createFakeClock());
  return lines;
}

test('a warning of the SDK is passed on as it is, on one line, and not twice', () => {
  const lines = hear();
  for (let n = 0; n < 3; n++) diag.warn('unknown propagator\n from "OTEL_PROPAGATORS":', 'b4');
  expect(lines).toEqual(['warn OpenTelemetry: unknown propagator from "OTEL_PROPAGATORS": b4']);
});

test('an error is its message and code, and never a stack', () => {
  const lines = hear();
  const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  diag.error('export failed', refused);
  diag.error('', Object.assign(new Error('Not Found'), { code: 404 }));
  expect(lines).toEqual([
    'warn OpenTelemetry: export failed AggregateError (ECONNREFUSED)',
    'warn OpenTelemetry: Not Found (404)',
  ]);
});

test('what cannot be written is named by its kind', () => {
  const lines = hear();
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
])('OTEL_LOG_LEVEL=%s passes %d details and %d warnings on', (level, details, warnings) => {
  const lines = hear(level);
  for (let n = 0; n < 5; n++) diag.debug('items to be sent');
  diag.warn('careful');
  diag.error('wrong');
  expect(lines.filter((line) => line.endsWith('items to be sent'))).toHaveLength(details);
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(warnings);
});
