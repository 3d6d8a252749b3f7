import { describe, expect, test } from 'vitest';
import { readSlowest, slowLine, traceIn } from './slowest.ts';

const A = {
  ms: 12.345,
  traceId: 'a'.repeat(32),
  recorded: true,
  phase: 'steady',
  outcome: 'hit',
};
const B = { ...A, ms: 99, traceId: 'b'.repeat(32), recorded: false };

describe('the slowest requests', () => {
  test('are read back from what k6 printed, slowest first, up to a limit', () => {
    const fromK6 = [A, B, A].map(
      (request) => `level=info msg=${JSON.stringify(slowLine(request))}`,
    );
    expect(readSlowest(fromK6.join('\n'), 2)).toEqual([B, { ...A, ms: 12.35 }]);
    expect(readSlowest(slowLine(A))).toHaveLength(1);
  });

  test('leave out every line that is not one', () => {
    expect(readSlowest('slow {"ms":"1"}\nslow {"ms":\nlevel=error msg="slow motion"')).toEqual([]);
  });

  test('have the trace that the server names in Server-Timing, recorded or not', () => {
    const timing = (flags: string) =>
      `identify;dur=0.10, cache;dur=0.02, traceparent;desc="00-${A.traceId}-${'c'.repeat(16)}-${flags}"`;
    expect(traceIn(timing('01'))).toEqual({ traceId: A.traceId, recorded: true });
    expect(traceIn(timing('03'))).toEqual({ traceId: A.traceId, recorded: true });
    expect(traceIn(timing('00'))).toEqual({ traceId: A.traceId, recorded: false });
    expect(traceIn('identify;dur=0.10')).toBeUndefined();
    expect(traceIn(undefined)).toBeUndefined();
  });
});
