import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface SpawnedProcess {
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Waits until the output matches. Rejects with the output if the process ends first. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code; null when a signal ended it. */
  ended(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Runs `node <args>` with exactly this environment (and PATH). */
export function spawnNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): SpawnedProcess {
  return spawnProcess(process.execPath, args, env);
}

/**
 * Runs a command with exactly this environment (and PATH). `ownGroup` makes it the leader of a process group, as a shell
 * does. `ipc` opens a channel for messages.
 */
export function spawnProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: { readonly ownGroup?: boolean; readonly ipc?: boolean } = {},
): SpawnedProcess {
  const child: ChildProcess = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
    detached: options.ownGroup ?? false,
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close').then(([code]) => code as number | null);

  return {
    child,
    output: () => output,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        const end = child.exitCode ?? child.signalCode;
        if (end !== null) throw new Error(`ended with ${end}:\n${output}`);
        await Promise.race([printed(child.stdout), printed(child.stderr), closed]);
      }
    },
    ended: () => closed,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

function printed(stream: Readable | null): Promise<unknown> {
  return stream ? once(stream, 'data') : new Promise(() => undefined);
}
