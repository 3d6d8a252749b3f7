import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface Children {
  /** Runs `node <args>`. Everything ends when a child ends by itself. */
  start(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess;
  /** Ends all children, then this process with `code`. */
  endAll(code: number): Promise<void>;
}

/** The children of `npm start`. Their standard output goes to `terminal`. */
export function createChildren(terminal: Writable): Children {
  const started: ChildProcess[] = [];
  let isEnding = false;

  async function endAll(code: number): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    const running = started.filter((child) => child.exitCode === null && child.signalCode === null);
    for (const child of running) child.kill('SIGINT');
    await Promise.all(running.map((child) => once(child, 'exit')));
    process.exit(code);
  }

  return {
    start(args, env) {
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      started.push(child);
      child.stdout.on('data', (chunk: Buffer) => terminal.write(chunk));
      child.on('exit', (code) => void endAll(code ?? 1));
      return child;
    },
    endAll,
  };
}

/** The port that a child prints, as in `at http://127.0.0.1:4400/`. */
export function printedPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = / at http:\/\/[^/]*:(\d+)\//.exec(output)?.[1];
      if (port !== undefined) resolve(port);
    });
  });
}
