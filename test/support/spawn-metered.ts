import { once } from 'node:events';
import { type SpawnedProcess, spawnProcess } from './spawn-process.ts';

/** What a process has used since its start. */
export interface Measurement {
  /** User and system time. */
  readonly cpuMicros: number;
  /** The JavaScript heap, plus the memory that buffers hold outside it. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

export interface MeteredProcess extends SpawnedProcess {
  /** With `collectGarbage`, collects first, so that only reachable memory counts. */
  measure(options?: { readonly collectGarbage?: boolean }): Promise<Measurement>;
}

/** Runs `node <args>` with exactly this environment (and PATH), and with a meter preloaded. */
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
