import type { MeteredProcess } from '../test/support/spawn-metered.ts';
import { saturate } from './saturate.ts';

const CONNECTIONS = 32;

/** Until V8 has compiled what is hot. */
const WARM_UP_ROUNDS = 2;

export interface Side {
  readonly name: string;
  readonly server: MeteredProcess;
  readonly url: string;
  /** One request for each, in a round; made anew for every round. */
  readonly tokens: () => readonly string[];
}

export interface Result {
  /** User and system time of the whole process, its garbage collector's threads included. */
  readonly cpuMicros: number;
  /** As far as the generator goes: it has a processor of its own, and takes more of it. */
  readonly perSecond: number;
}

/**
 * Rounds of every side in turn, and the median of each: the machine may be shared, and what disturbs one
 * side then disturbs the next one too.
 */
export async function compare(
  sides: readonly Side[],
  rounds: number,
): Promise<Map<string, Result>> {
  const samples = sides.map(() => [] as Result[]);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [at, side] of sides.entries()) {
      const sample = await measure(side);
      if (round >= 0) samples[at]?.push(sample);
    }
  }
  return new Map(
    sides.map(({ name }, at) => [
      name,
      {
        cpuMicros: median((samples[at] ?? []).map(({ cpuMicros }) => cpuMicros)),
        perSecond: median((samples[at] ?? []).map(({ perSecond }) => perSecond)),
      },
    ]),
  );
}

async function measure({ name, server, url, tokens }: Side): Promise<Result> {
  const order = { url, tokens: tokens(), connections: CONNECTIONS };
  const before = await server.measure();
  const { requests, seconds, failed } = await saturate(order);
  const after = await server.measure();
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests + failed} requests failed`);
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    perSecond: requests / seconds,
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
