import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = ['main.go', 'go.mod', 'go.sum'].map((name) => HERE + name);

/** The path of the built OpenTelemetry Collector. */
export const COLLECTOR = `${HERE}.bin/otelcol`;

/** Builds the Collector when it is older than its sources. Takes two minutes on two cores. */
export function buildCollector(): void {
  if (isCurrent()) return;
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.error) {
    throw new Error('The Collector is built with Go 1.25 or later, and there is no `go` on PATH.');
  }
  console.log('Building the OpenTelemetry Collector (about two minutes) …');
  const { status } = spawnSync(
    'go',
    ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', COLLECTOR, '.'],
    {
      cwd: HERE,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    },
  );
  if (status !== 0) throw new Error('The OpenTelemetry Collector could not be built.');
}

function isCurrent(): boolean {
  if (!existsSync(COLLECTOR)) return false;
  const builtAt = statSync(COLLECTOR).mtimeMs;
  return SOURCES.every((source) => statSync(source).mtimeMs <= builtAt);
}

if (import.meta.main) {
  try {
    buildCollector();
    console.log(COLLECTOR);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
