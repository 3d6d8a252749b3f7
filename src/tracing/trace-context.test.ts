import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { continueTrace, formatTraceparent, parseTraceparent } from './trace-context.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const random = () => 0.5;

const traceOf = (traceparent: string | undefined, numbers = random) =>
  continueTrace(parseTraceparent(traceparent), numbers);

describe('a request with a valid traceparent', () => {
  test.each([
    [`00-${TRACE_ID}-${PARENT}-01`, true],
    [`00-${TRACE_ID}-${PARENT}-00`, false],
    [`00-${TRACE_ID}-${PARENT}-02`, false],
    [`00-${TRACE_ID}-${PARENT}-ff`, true],
    [`01-${TRACE_ID}-${PARENT}-01`, true],
    [`fe-${TRACE_ID}-${PARENT}-01-of-a-later-version`, true],
  ])('continues the trace of %s', (traceparent, sampled) => {
    expect(parseTraceparent(traceparent)).toEqual({ traceId: TRACE_ID, spanId: PARENT, sampled });
    const trace = traceOf(traceparent);
    expect(trace.traceId).toBe(TRACE_ID);
    expect(trace.spanId).not.toBe(PARENT);
  });

  test('is not sampled by the caller’s decision', () => {
    expect(traceOf(`00-${TRACE_ID}-${PARENT}-01`).sampled).toBe(false);
  });
});

describe('a request without a valid traceparent', () => {
  test.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['version ff', `ff-${TRACE_ID}-${PARENT}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE_ID.toUpperCase()}-${PARENT}-01`],
    ['a short trace id', `00-${TRACE_ID.slice(1)}-${PARENT}-01`],
    ['a long trace id', `00-${TRACE_ID}0-${PARENT}-01`],
    ['no flags', `00-${TRACE_ID}-${PARENT}`],
    ['half a flag', `00-${TRACE_ID}-${PARENT}-0`],
    ['three digits of flags', `00-${TRACE_ID}-${PARENT}-012`],
    ['text after the flags of version 00', `00-${TRACE_ID}-${PARENT}-01-more`],
    ['text that is not separated from the flags', `01-${TRACE_ID}-${PARENT}-01more`],
    ['text before the version', ` 00-${TRACE_ID}-${PARENT}-01`],
    ['no hex', `00-${'g'.repeat(32)}-${PARENT}-01`],
  ])('begins a new trace for %s', (_, traceparent) => {
    expect(parseTraceparent(traceparent)).toBeUndefined();
    const { traceId, spanId } = traceOf(traceparent);
    expect(traceId).not.toBe(TRACE_ID);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([0, 0.5, 1 - Number.EPSILON / 2])(
    'gets ids of the right length that are not zero, from a random %d',
    (number) => {
      const { traceId, spanId } = traceOf(undefined, () => number);
      expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
    },
  );

  test('gets ids that differ from those of others', () => {
    const ids = Array.from({ length: 100 }, () => traceOf(undefined, Math.random));
    expect(new Set(ids.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(200);
  });
});

describe('formatTraceparent', () => {
  test('formats a trace by W3C Trace Context', () => {
    const trace = { traceId: TRACE_ID, spanId: PARENT };
    expect(formatTraceparent({ ...trace, sampled: false })).toBe(`00-${TRACE_ID}-${PARENT}-00`);
    expect(formatTraceparent({ ...trace, sampled: true })).toBe(`00-${TRACE_ID}-${PARENT}-01`);
  });

  test('never throws, and its result can always be parsed again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (traceparent) => {
        const trace = traceOf(traceparent, Math.random);
        return traceOf(formatTraceparent(trace)).traceId === trace.traceId;
      }),
    );
  });
});
