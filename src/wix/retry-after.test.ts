import { describe, expect, test } from 'vitest';
import { DEFAULT_RETRY_AFTER_SECONDS, readRetryAfter } from './retry-after.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const read = (header: string | null, nowMs = NOON) => readRetryAfter(header, nowMs);

describe('readRetryAfter', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['20', 20],
    [' 7 ', 7],
    ['007', 7],
    ['0.5', 0.5],
    ['60', 60],
    ['61', 60],
    ['86400', 60],
    ['9'.repeat(400), 60],
  ])('reads the seconds %o, a minute at most', (header, seconds) => {
    expect(read(header)).toBe(seconds);
  });

  test.each([
    ['Mon, 23 Nov 2026 12:00:42 GMT', 42],
    [' Mon, 23 Nov 2026 12:00:42 GMT ', 42],
    ['Mon, 23 Nov 2026 12:01:00 GMT', 60],
    ['Mon, 23 Nov 2026 12:01:01 GMT', 60],
    ['Tue, 24 Nov 2026 12:00:00 GMT', 60],
    ['Mon, 23 Nov 2026 12:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 11:59:59 GMT', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Monday, 23-Nov-26 12:00:42 GMT', 42],
    ['Wednesday, 25-Nov-26 12:00:42 GMT', 60],
    ['Mon Nov 23 12:00:42 2026', 42],
    ['Tue Dec  1 12:00:00 2026', 60],
    ['Sun Nov  1 12:00:00 2026', 0],
  ])('reads the date %o, a minute at most and never less than 0', (header, seconds) => {
    expect(read(header)).toBe(seconds);
  });

  test('reads a date to the millisecond', () => {
    expect(read('Mon, 23 Nov 2026 12:00:42 GMT', NOON + 250)).toBe(41.75);
  });

  test.each([
    null,
    '',
    ' ',
    'soon',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '.5',
    '5.',
    '5s',
    '5, 10',
    '1,5',
    '５',
    'NaN',
    'Infinity',
    '2026-11-23',
    '2026-11-23T12:00:42Z',
    '23 Nov 2026 12:00:42 GMT',
    'Mon, 23 Nov 2026 12:00:42',
    'Mon, 23 Nov 2026 12:00:42 PST',
    'Mon, 23 Nov 2026 12:00:42 +0000',
    'mon, 23 nov 2026 12:00:42 gmt',
    'Mon, 23 Xyz 2026 12:00:42 GMT',
    'Mon, 99 Nov 2026 12:00:42 GMT',
    'Mon, 23 Nov 2026 99:00:42 GMT',
    'Mon, 23 Nov 2026 12:00:42 GMT, 5',
  ])('returns undefined for %o', (header) => {
    expect(read(header)).toBeUndefined();
  });

  test('leaves a default of one minute', () => {
    expect(DEFAULT_RETRY_AFTER_SECONDS).toBe(60);
  });
});
