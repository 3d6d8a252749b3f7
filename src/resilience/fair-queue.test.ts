import { describe, expect, it } from 'vitest';
import { createFairQueue, type Waiter } from './fair-queue.ts';

interface Named extends Waiter {
  readonly name: string;
}

/** A waiter is named after its lane: `a1` and `a2` wait in lane `a`. */
function setUp(maxWaiting: number) {
  const queue = createFairQueue<Named>(maxWaiting);
  const turnedAway: string[] = [];
  return {
    turnedAway,
    add: (...names: string[]) => {
      for (const name of names) {
        queue.add({ name, lane: name.charAt(0), turnAway: () => turnedAway.push(name) });
      }
    },
    next: () => queue.next()?.name,
    rest: () => {
      const names: string[] = [];
      for (let waiter = queue.next(); waiter; waiter = queue.next()) names.push(waiter.name);
      return names;
    },
  };
}

describe('the fair queue', () => {
  it('lets the lanes take turns, and within a lane goes by arrival', () => {
    const { add, rest } = setUp(10);
    add('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2');
    expect(rest()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('gives a lane that comes back its turn after those that wait', () => {
    const { add, next, rest } = setUp(10);
    add('a1', 'b1', 'b2', 'c1');
    expect(next()).toBe('a1');
    add('a2');
    expect(rest()).toEqual(['b1', 'c1', 'a2', 'b2']);
  });

  it('turns away the newcomer of the longest lane when it is full', () => {
    const { add, rest, turnedAway } = setUp(4);
    add('a1', 'a2', 'a3', 'b1', 'a4');
    expect(turnedAway).toEqual(['a4']);
    expect(rest()).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('turns away the newest of the longest lane for a newcomer of another', () => {
    const { add, rest, turnedAway } = setUp(4);
    add('a1', 'a2', 'a3', 'b1', 'c1');
    expect(turnedAway).toEqual(['a3']);
    expect(rest()).toEqual(['a1', 'b1', 'c1', 'a2']);
  });

  it('turns away the newcomer that would make its lane the longest', () => {
    const { add, rest, turnedAway } = setUp(4);
    add('a1', 'a2', 'b1', 'b2', 'a3', 'b3');
    expect(turnedAway).toEqual(['a3', 'b3']);
    expect(rest()).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('among lanes of one each turns away the one whose turn is last', () => {
    const { add, rest, turnedAway } = setUp(3);
    add('a1', 'b1', 'c1', 'd1');
    expect(turnedAway).toEqual(['c1']);
    expect(rest()).toEqual(['a1', 'b1', 'd1']);
  });

  it('has room again for each that went', () => {
    const { add, next, rest, turnedAway } = setUp(2);
    add('a1', 'a2', 'a3');
    expect(next()).toBe('a1');
    add('a4', 'a5');
    expect(turnedAway).toEqual(['a3', 'a5']);
    expect(rest()).toEqual(['a2', 'a4']);
    add('a6', 'a7');
    expect(rest()).toEqual(['a6', 'a7']);
  });

  it('has room again for each that was turned away', () => {
    const { add, rest, turnedAway } = setUp(2);
    add('a1', 'a2', 'b1');
    expect(rest()).toEqual(['a1', 'b1']);
    add('a3', 'a4');
    expect(turnedAway).toEqual(['a2']);
  });
});
