import { once } from 'node:events';
import type { Measurement } from '../../scripts/meter.ts';
import { type SpawnedProcess, spawnProcess } from './spawn-process.ts';

export interface MeteredProcess extends SpawnedProcess {
  /** With `collectGarbage`, collects first, so that only reachable memory counts. */
  measure(options?: { readonly collectGarbage?: boolean }): Promise<Measurement>;
}

/** Runs `node <args>` with exactly this environment (and PATH), and with a meter preloaded. */
export function spawnMetered(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): MeteredProcess {
  const metered = ['--expose-gc', '--import', './scripts/meter.ts', ...args];
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
