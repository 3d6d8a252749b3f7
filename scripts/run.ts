import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command of `node_modules/.bin` (npm adds it to PATH) to its end. Throws when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly quiet?: boolean },
): Promise<void> {
  // A test runner's NODE_ENV would select React's development build.
  const env = { ...options.env, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1' };
  const stdio = options.quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, { env, stdio, shell: process.platform === 'win32' });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    process.stderr.write(output);
    throw new Error(`\`${command} ${args.join(' ')}\` ended with ${code ?? 'a signal'}`);
  }
}
