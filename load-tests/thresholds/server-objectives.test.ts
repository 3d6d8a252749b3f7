import { describe, expect, test } from 'vitest';
import { PLANS } from '../plans.ts';
import { serverObjectives } from './server-objectives.ts';

describe('the heap of a soak', () => {
  const judge = (late: number) =>
    serverObjectives({ plan: PLANS.soak, heldHeap: { early: 100 * 2 ** 20, late } });

  test('may vary a little, and may not grow', () => {
    expect(judge(120 * 2 ** 20)).toMatchObject([{ met: true, seen: '120.0 MiB' }]);
    expect(judge(125 * 2 ** 20)).toMatchObject([{ met: false, limit: '<= 123.0 MiB' }]);
  });

  test('must be measured in a soak, and is not judged in other profiles', () => {
    expect(serverObjectives({ plan: PLANS.soak, heldHeap: undefined })).toMatchObject([
      { met: false },
    ]);
    expect(serverObjectives({ plan: PLANS.steady, heldHeap: undefined })).toEqual([]);
  });
});
