import { once } from 'node:events';
import { spawnProcess } from './spawn-process.ts';

export interface LoadOrder {
  readonly url: string;
  /** One request each, in this order. */
  readonly tokens: readonly string[];
  /** An open model: requests come at this rate, whatever becomes of those before. */
  readonly ratePerSecond?: number;
  /** Without a rate: so many at once, as fast as they go. */
  readonly inFlight?: number;
}

export interface LoadResult {
  readonly sent: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without a whole answer, by error code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Of the 200s, counted from when the request was due. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The share of all requests that had a 200 within a second. */
  readonly within1s: number;
}

/** Sends load from a process of its own, so that what it costs is not measured with what it finds. */
export async function generateLoad(order: LoadOrder): Promise<LoadResult> {
  const generator = spawnProcess(
    process.execPath,
    ['test/support/load-generator.ts'],
    {},
    { ipc: true },
  );
  const answer = once(generator.child, 'message') as Promise<[LoadResult]>;
  generator.child.send(order);
  const ended = generator.ended().then((code) => {
    throw new Error(`the load generator ended with ${code ?? 'a signal'}:\n${generator.output()}`);
  });
  const [result] = await Promise.race([answer, ended]);
  ended.catch(() => undefined);
  return result;
}
