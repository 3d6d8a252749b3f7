import { once } from 'node:events';
import { spawnProcess } from '../test/support/spawn-process.ts';

export interface SaturateOrder {
  readonly url: string;
  /** Each token is sent once, in turn; with `seconds`, repeatedly. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly seconds?: number;
  /** Requests a second. autocannon sends each second's share as one burst. */
  readonly ratePerSecond?: number;
}

export interface Saturated {
  readonly requests: number;
  readonly seconds: number;
  /** Responses other than 200, and requests without a response. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends requests as fast as the server answers, with autocannon in a separate process. */
export async function saturate(order: SaturateOrder): Promise<Saturated> {
  const generator = spawnProcess(process.execPath, ['bench/saturator.ts'], {}, { ipc: true });
  const answer = once(generator.child, 'message');
  generator.child.send(order);
  const [result] = (await answer) as [Saturated];
  await generator.ended();
  return result;
}
