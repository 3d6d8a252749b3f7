import { describe, expect, test } from 'vitest';
import { type Arrivals, phaseAt, schedule } from './arrivals.ts';
import { scheduleHerds } from './herds.ts';

const ONE: Arrivals = {
  phase: 'one',
  exec: 'default',
  stream: 1,
  from: 0,
  seconds: 10,
  rate: 50,
  slowest: 0.5,
};

describe('arrivals', () => {
  test('are an open model with more virtual users than the slowest page view needs', () => {
    expect(schedule([ONE]).scenarios).toEqual({
      one_1: {
        exec: 'default',
        executor: 'constant-arrival-rate',
        startTime: '0s',
        timeUnit: '1m',
        rate: 3_000,
        duration: '10s',
        preAllocatedVUs: 70,
        maxVUs: 70,
        gracefulStop: '2s',
        tags: { phase: 'one' },
      },
    });
  });

  test('of one stream continue from phase to phase; another stream begins anew', () => {
    const { places, phases, ...all } = schedule([
      ONE,
      { ...ONE, phase: 'two', from: 11 },
      { ...ONE, phase: 'two', stream: 2 },
    ]);
    expect(places).toEqual({
      one_1: { stream: 1, first: 0, phases: [{ phase: 'one', first: 0 }] },
      two_2: { stream: 1, first: 500, phases: [{ phase: 'two', first: 500 }] },
      two_3: { stream: 2, first: 0, phases: [{ phase: 'two', first: 0 }] },
    });
    expect(phases).toEqual(['one', 'two']);
    expect([all.due, all.dueOf('one'), all.dueOf('two')]).toEqual([1_500, 500, 1_000]);
  });

  test('that continue at the same rate share a scenario, and find their phase by number', () => {
    const { scenarios, places } = schedule([ONE, { ...ONE, phase: 'two', from: 10 }]);
    expect(Object.keys(scenarios)).toEqual(['one_1']);
    expect(scenarios['one_1']).toMatchObject({ duration: '20s', preAllocatedVUs: 70 });
    const place = places['one_1'];
    if (!place) throw new Error('no place');
    expect([0, 499, 500, 5_000].map((number) => phaseAt(place, number))).toEqual([
      'one',
      'one',
      'two',
      'two',
    ]);
  });

  test('that rise do so within a second', () => {
    const { scenarios, due } = schedule([{ ...ONE, risesFrom: 10 }]);
    expect(scenarios['one_1']).toMatchObject({
      executor: 'ramping-arrival-rate',
      startRate: 600,
      stages: [
        { target: 3_000, duration: '1s' },
        { target: 3_000, duration: '9s' },
      ],
    });
    expect(due).toBe(480);
  });
});

describe('herds', () => {
  test('come all at once, each after the previous one is over', () => {
    const { scenarios, places, ...all } = scheduleHerds({
      exec: 'default',
      stream: 1,
      size: 100,
      waves: 3,
      everySeconds: 3,
      phases: ['missing', 'expired'],
    });
    expect(Object.values(scenarios)).toMatchObject([
      { executor: 'per-vu-iterations', vus: 100, iterations: 1, startTime: '0s' },
      { startTime: '3s', maxDuration: '2.9s', gracefulStop: '0s' },
      { startTime: '6s', tags: { phase: 'expired' } },
    ]);
    expect(places['wave_3']).toEqual({
      stream: 1,
      first: 200,
      phases: [{ phase: 'expired', first: 200 }],
    });
    expect([all.due, all.dueOf('missing'), all.dueOf('expired')]).toEqual([300, 100, 200]);
  });
});
