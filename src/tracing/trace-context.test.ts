import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceparent, traceContextOf } from './trace-context.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const random = () => 0.5;

describe('traceContextOf', () => {
  it.each([
    `00-${TRACE_ID}-${PARENT}-01`,
    `00-${TRACE_ID}-${PARENT}-00`,
    `00-${TRACE_ID}-${PARENT}-ff`,
    `01-${TRACE_ID}-${PARENT}-01`,
    `fe-${TRACE_ID}-${PARENT}-01-of-a-version-to-come`,
  ])('goes on with the trace of %s', (traceparent) => {
    const trace = traceContextOf(traceparent, random);
    expect(trace.traceId).toBe(TRACE_ID);
    expect(trace.spanId).not.toBe(PARENT);
  });

  it('does not let the caller decide what is sampled', () => {
    expect(traceContextOf(`00-${TRACE_ID}-${PARENT}-01`, random).sampled).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['version ff', `ff-${TRACE_ID}-${PARENT}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE_ID.toUpperCase()}-${PARENT}-01`],
    ['a short trace id', `00-${TRACE_ID.slice(1)}-${PARENT}-01`],
    ['a long trace id', `00-${TRACE_ID}0-${PARENT}-01`],
    ['no flags', `00-${TRACE_ID}-${PARENT}`],
    ['half a flag', `00-${TRACE_ID}-${PARENT}-0`],
    ['three digits of flags', `00-${TRACE_ID}-${PARENT}-012`],
    ['something after the flags of version 00', `00-${TRACE_ID}-${PARENT}-01-more`],
    ['something that runs into the flags', `01-${TRACE_ID}-${PARENT}-01more`],
    ['something before it', ` 00-${TRACE_ID}-${PARENT}-01`],
    ['no hex', `00-${'g'.repeat(32)}-${PARENT}-01`],
  ])('begins a trace of its own for %s', (_, traceparent) => {
    const { traceId, spanId } = traceContextOf(traceparent, random);
    expect(traceId).not.toBe(TRACE_ID);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([0, 0.5, 1 - Number.EPSILON / 2])(
    'never makes an id of zeros, or of a wrong length, from a random %d',
    (number) => {
      const { traceId, spanId } = traceContextOf(undefined, () => number);
      expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
    },
  );

  it('makes ids that differ', () => {
    const ids = Array.from({ length: 100 }, () => traceContextOf(undefined, Math.random));
    expect(new Set(ids.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(200);
  });

  it('never throws, and always names a trace that it would itself go on with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (traceparent) => {
        const trace = traceContextOf(traceparent, Math.random);
        return traceContextOf(formatTraceparent(trace), random).traceId === trace.traceId;
      }),
    );
  });
});

describe('formatTraceparent', () => {
  it('writes the trace as W3C Trace Context has it', () => {
    const trace = { traceId: TRACE_ID, spanId: PARENT };
    expect(formatTraceparent({ ...trace, sampled: false })).toBe(`00-${TRACE_ID}-${PARENT}-00`);
    expect(formatTraceparent({ ...trace, sampled: true })).toBe(`00-${TRACE_ID}-${PARENT}-01`);
  });
});
