import { expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createLineLimit } from './line-limit.ts';
import { createExportWarning } from './warn-not-exported.ts';

test('failed exports are logged once a minute, with the reason', async () => {
  const clock = createFakeClock();
  const lines: string[] = [];
  const warn = createExportWarning((level, message) => lines.push(`${level} ${message}`), clock);
  for (let n = 0; n < 50; n++) warn('connect ECONNREFUSED');
  expect(lines).toEqual([
    'warn Telemetry is not exported: connect ECONNREFUSED. Requests are answered all the same.',
  ]);
  await clock.advance(59_999);
  warn('Timeout');
  expect(lines).toHaveLength(1);
  await clock.advance(1);
  warn('Timeout');
  expect(lines).toHaveLength(2);
});

test('lines that differ only in numbers are logged once a minute', async () => {
  const clock = createFakeClock();
  const isAllowed = createLineLimit(clock);
  expect(isAllowed('Dropped 512 spans')).toBe(true);
  expect(isAllowed('Dropped 17 spans')).toBe(false);
  expect(isAllowed('Dropped some spans')).toBe(true);
  await clock.advance(60_000);
  expect(isAllowed('Dropped 3 spans')).toBe(true);
});

test('at most 20 different lines are logged a minute', () => {
  const isAllowed = createLineLimit(createFakeClock());
  const lines = Array.from({ length: 100 }, (_, n) => 'x'.repeat(n));
  expect(lines.filter(isAllowed)).toHaveLength(20);
});
