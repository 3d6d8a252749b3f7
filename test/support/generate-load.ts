import { once } from 'node:events';
import { spawnProcess } from './spawn-process.ts';

export interface LoadOrder {
  readonly url: string;
  /** One request per token, in this order. */
  readonly tokens: readonly string[];
  /** An open model: requests start at this rate, whatever the outcome of earlier ones. */
  readonly ratePerSecond?: number;
  /** Without a rate: this many at once, at full speed. */
  readonly inFlight?: number;
}

export interface LoadResult {
  readonly sent: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without a complete response, by error code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** The latency of the 200s, counted from the request's due time. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The share of all requests that got a 200 within a second. */
  readonly within1s: number;
}

/** Sends load from a process of its own, so that its cost is not part of the measurement. */
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
