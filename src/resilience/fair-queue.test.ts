import { describe, expect, test } from 'vitest';
import { createFairQueue, type Waiter } from './fair-queue.ts';

interface NamedWaiter extends Waiter {
  readonly name: string;
}

/** The first letter of a waiter's name is its lane: `a1` and `a2` wait in lane `a`. */
function setUp(maxWaiting: number) {
  const queue = createFairQueue<NamedWaiter>(maxWaiting);
  const rejected: string[] = [];
  const left = new Set<string>();
  return {
    rejected,
    add: (...names: string[]) => {
      for (const name of names) {
        queue.add({
          name,
          lane: name.charAt(0),
          reject: () => rejected.push(name),
          isAwaited: () => !left.has(name),
        });
      }
    },
    /** Nobody waits for the work of these waiters any more. */
    leave: (...names: string[]) => {
      for (const name of names) left.add(name);
    },
    next: () => queue.next()?.name,
    rest: () => {
      const names: string[] = [];
      for (let waiter = queue.next(); waiter; waiter = queue.next()) names.push(waiter.name);
      return names;
    },
  };
}

describe('createFairQueue', () => {
  test('lets lanes take turns, first in, first out within a lane', () => {
    const { add, rest } = setUp(10);
    add('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2');
    expect(rest()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  test('puts a lane that returns behind the lanes that wait', () => {
    const { add, next, rest } = setUp(10);
    add('a1', 'b1', 'b2', 'c1');
    expect(next()).toBe('a1');
    add('a2');
    expect(rest()).toEqual(['b1', 'c1', 'a2', 'b2']);
  });

  test('rejects a newcomer of the longest lane when it is full', () => {
    const { add, rest, rejected } = setUp(4);
    add('a1', 'a2', 'a3', 'b1', 'a4');
    expect(rejected).toEqual(['a4']);
    expect(rest()).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  test('rejects the newest waiter of the longest lane for a newcomer of another lane', () => {
    const { add, rest, rejected } = setUp(4);
    add('a1', 'a2', 'a3', 'b1', 'c1');
    expect(rejected).toEqual(['a3']);
    expect(rest()).toEqual(['a1', 'b1', 'c1', 'a2']);
  });

  test('rejects a newcomer that would make its lane the longest', () => {
    const { add, rest, rejected } = setUp(4);
    add('a1', 'a2', 'b1', 'b2', 'a3', 'b3');
    expect(rejected).toEqual(['a3', 'b3']);
    expect(rest()).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  test('rejects the waiter with the last turn when every lane has one waiter', () => {
    const { add, rest, rejected } = setUp(3);
    add('a1', 'b1', 'c1', 'd1');
    expect(rejected).toEqual(['c1']);
    expect(rest()).toEqual(['a1', 'b1', 'd1']);
  });

  test('has room again for each waiter that had its turn', () => {
    const { add, next, rest, rejected } = setUp(2);
    add('a1', 'a2', 'a3');
    expect(next()).toBe('a1');
    add('a4', 'a5');
    expect(rejected).toEqual(['a3', 'a5']);
    expect(rest()).toEqual(['a2', 'a4']);
    add('a6', 'a7');
    expect(rest()).toEqual(['a6', 'a7']);
  });

  test('has room again for each waiter that it rejected', () => {
    const { add, rest, rejected } = setUp(2);
    add('a1', 'a2', 'b1');
    expect(rest()).toEqual(['a1', 'b1']);
    add('a3', 'a4');
    expect(rejected).toEqual(['a2']);
  });
});

describe('waiters for whose work nobody waits any more', () => {
  test('are rejected instead of having their turn', () => {
    const { add, leave, next, rejected } = setUp(10);
    add('a1', 'a2', 'b1', 'b2');
    leave('a1', 'b1');
    expect(next()).toBe('a2');
    expect(next()).toBe('b2');
    expect(next()).toBeUndefined();
    expect(rejected).toEqual(['a1', 'b1']);
  });

  test('are all rejected where no other waits', () => {
    const { add, leave, next, rejected } = setUp(10);
    add('a1', 'a2', 'b1');
    leave('a1', 'a2', 'b1');
    expect(next()).toBeUndefined();
    expect(rejected.toSorted()).toEqual(['a1', 'a2', 'b1']);
    add('a3');
    expect(next()).toBe('a3');
  });

  test('stay in a queue with room', () => {
    const { add, leave, rejected } = setUp(4);
    add('a1', 'a2');
    leave('a1');
    add('b1');
    expect(rejected).toEqual([]);
  });

  test('make room in a full queue, whatever their lane', () => {
    const { add, leave, rest, rejected } = setUp(4);
    add('a1', 'a2', 'a3', 'b1');
    leave('a2', 'b1');
    add('a4', 'a5');
    expect(rejected).toEqual(['a2', 'b1']);
    expect(rest()).toEqual(['a1', 'a3', 'a4', 'a5']);
  });

  test('leave the order of the lanes as it is', () => {
    const { add, leave, rest } = setUp(5);
    add('a1', 'a2', 'b1', 'b2', 'c1');
    leave('a1', 'b1');
    add('d1');
    expect(rest()).toEqual(['a2', 'b2', 'c1', 'd1']);
  });

  test('are rejected once each', () => {
    const { add, leave, rest, rejected } = setUp(2);
    add('a1', 'a2');
    leave('a1', 'a2');
    add('b1');
    expect(rest()).toEqual(['b1']);
    expect(rejected).toEqual(['a1', 'a2']);
  });

  test('count no longer: the queue then takes as many as it has room for', () => {
    const { add, leave, rest, rejected } = setUp(3);
    add('a1', 'a2', 'a3');
    leave('a1', 'a2', 'a3');
    add('b1', 'c1', 'd1', 'e1');
    expect(rejected).toEqual(['a1', 'a2', 'a3', 'd1']);
    expect(rest()).toEqual(['b1', 'c1', 'e1']);
  });
});
