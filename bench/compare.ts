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

export interface Comparison {
  median(name: string): Result;
  /** How many times the CPU time of `other` is that of `name`: the median of what it was in each round. */
  ratio(name: string, other: string): number;
}

/**
 * Rounds of every side in turn: the machine may be shared, and what disturbs one side then disturbs the
 * next one too.
 */
export async function compare(sides: readonly Side[], rounds: number): Promise<Comparison> {
  const samples = new Map(sides.map(({ name }) => [name, [] as Result[]]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const side of sides) {
      const sample = await measure(side);
      if (round >= 0) samples.get(side.name)?.push(sample);
    }
  }
  const of = (name: string) => samples.get(name) ?? [];
  return {
    median: (name) => ({
      cpuMicros: median(of(name).map(({ cpuMicros }) => cpuMicros)),
      perSecond: median(of(name).map(({ perSecond }) => perSecond)),
    }),
    ratio: (name, other) =>
      median(
        of(name).map(({ cpuMicros }, round) => (of(other)[round]?.cpuMicros ?? 0) / cpuMicros),
      ),
  };
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
