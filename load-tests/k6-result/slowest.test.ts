import { expect, it } from 'vitest';
import { readSlowest, slowLine } from './slowest.ts';

const A = { ms: 12.345, traceId: 'a'.repeat(32), phase: 'steady', outcome: 'hit' };
const B = { ...A, ms: 99, traceId: 'b'.repeat(32) };

it('slow requests come back from what k6 printed, slowest first, so many at most', () => {
  const inK6sWords = [A, B, A].map(
    (request) => `level=info msg=${JSON.stringify(slowLine(request))}`,
  );
  expect(readSlowest(inK6sWords.join('\n'), 2)).toEqual([B, { ...A, ms: 12.35 }]);
  expect(readSlowest(slowLine(A))).toHaveLength(1);
});

it('what is no slow request is passed over', () => {
  expect(readSlowest('slow {"ms":"1"}\nslow {"ms":\nlevel=error msg="slow motion"')).toEqual([]);
});
