import { once } from 'node:events';
import { spawnProcess } from '../test/support/spawn-process.ts';

export interface SaturateOrder {
  readonly url: string;
  /** Each is sent once, in turn; with `seconds`, over and over. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly seconds?: number;
  /** Requests a second. autocannon sends a second's share in one burst, as fast as it is answered. */
  readonly ratePerSecond?: number;
}

export interface Saturated {
  readonly requests: number;
  readonly seconds: number;
  /** Answers other than 200, and requests without one. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends requests as fast as they are answered, by autocannon in a process of its own. */
export async function saturate(order: SaturateOrder): Promise<Saturated> {
  const generator = spawnProcess(process.execPath, ['bench/saturator.ts'], {}, { ipc: true });
  const answer = once(generator.child, 'message');
  generator.child.send(order);
  const [result] = (await answer) as [Saturated];
  await generator.ended();
  return result;
}
