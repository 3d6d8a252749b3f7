import { spawnProcess } from '../../support/spawn-process.ts';

/** Runs `npm run <script>` as a shell does: in its own process group. */
export function npmRun(script: string, env: Readonly<Record<string, string>>) {
  const home = { HOME: process.env['HOME'] ?? '' };
  const npm = spawnProcess('npm', ['run', script], { ...home, ...env }, { ownGroup: true });
  const pid = npm.child.pid ?? 0;
  return {
    ...npm,
    pid,
    /** Signals the whole group, as a terminal does. */
    signalGroup: (signal: NodeJS.Signals) => process.kill(-pid, signal),
  };
}

/** Whether anything answers at the URL. */
export const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );
