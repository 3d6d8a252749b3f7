import { once } from 'node:events';
import { type SpawnedProcess, spawnProcess } from './spawn-process.ts';

/** What a process has used since it began. */
export interface Measurement {
  /** User and system time. */
  readonly cpuMicros: number;
  /** JavaScript's heap and what buffers hold outside of it. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

export interface MeteredProcess extends SpawnedProcess {
  /** `collectGarbage` first, so that only what is held is counted. */
  measure(options?: { readonly collectGarbage?: boolean }): Promise<Measurement>;
}

/** Runs `node <args>` with exactly this environment (and PATH), and a meter in it. */
export function spawnMetered(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): MeteredProcess {
  const metered = ['--expose-gc', '--import', './test/support/meter-preload.ts', ...args];
  const spawned = spawnProcess(process.execPath, metered, env, { ipc: true });
  return {
    ...spawned,
    async measure({ collectGarbage = false } = {}) {
      const answer = once(spawned.child, 'message');
      spawned.child.send(collectGarbage);
      return ((await answer) as [Measurement])[0];
    },
  };
}
