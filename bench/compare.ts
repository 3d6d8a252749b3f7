import type { MeteredProcess } from '../test/support/spawn-metered.ts';
import { saturate } from './saturate.ts';

const CONNECTIONS = 32;

/** Enough for V8 to compile the hot code. */
const WARM_UP_ROUNDS = 2;

export interface Side {
  readonly name: string;
  readonly server: MeteredProcess;
  readonly url: string;
  /** One request per token in each round. Called again for every round. */
  readonly tokens: () => readonly string[];
}

export interface Result {
  /** User and system time of the whole process, including the garbage collector's threads. */
  readonly cpuMicros: number;
  /** Limited by the generator, which has its own core and uses more CPU than the server. */
  readonly perSecond: number;
}

export interface Comparison {
  median(name: string): Result;
  /** The CPU time of `other` divided by that of `name`: the median over all rounds. */
  ratio(name: string, other: string): number;
}

/**
 * Measures the sides in turn, round by round, so that a disturbance on a shared machine affects all
 * sides.
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
