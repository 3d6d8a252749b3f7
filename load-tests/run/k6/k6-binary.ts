import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const K6_VERSION = 'v2.2.0';

const TOOLS = join(import.meta.dirname, '../../tools');
const BUILT = join(TOOLS, '.bin', process.platform === 'win32' ? 'k6.exe' : 'k6');

export type FoundK6 =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  /** One line. */
  | { readonly kind: 'missing'; readonly howToGet: string };

export interface K6Finder {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints that building takes a while. */
  readonly print: (line: string) => void;
  /** The version that a binary reports; undefined when it cannot run. */
  readonly versionOf?: (path: string) => Promise<string | undefined>;
  readonly hasBuilt?: () => boolean;
  /** Throws without Go, or when the build fails. */
  readonly build?: () => Promise<void>;
}

/**
 * Takes `K6_BIN`, else a fitting `k6` on PATH, else the binary built here, else builds one. The profiles need
 * k6 v2: another version on PATH is skipped, another version in `K6_BIN` is refused.
 */
export async function findK6(finder: K6Finder): Promise<FoundK6> {
  const { env, print, versionOf = readVersion, hasBuilt = () => existsSync(BUILT) } = finder;
  const { build = buildWithGo } = finder;

  const ordered = env['K6_BIN']?.trim();
  if (ordered) {
    const reported = await versionOf(ordered);
    const version = fitting(reported);
    if (version !== undefined) return { kind: 'found', path: ordered, version };
    const why = describeVersion(reported);
    return { kind: 'missing', howToGet: `K6_BIN ${why}; it must be k6 v2.2.0 or a later v2` };
  }
  for (const path of ['k6', ...(hasBuilt() ? [BUILT] : [])]) {
    const version = fitting(await versionOf(path));
    if (version !== undefined) return { kind: 'found', path, version };
  }
  print(`Building k6 ${K6_VERSION} with Go, once; this takes one to two minutes …`);
  try {
    await build();
  } catch (error) {
    return { kind: 'missing', howToGet: howToGet(error) };
  }
  const version = fitting(await versionOf(BUILT));
  return version !== undefined
    ? { kind: 'found', path: BUILT, version }
    : { kind: 'missing', howToGet: howToGet(new Error('the built binary does not run')) };
}

/** Undefined for a version that does not fit. A later v2 is compatible with an earlier one. */
function fitting(version: string | undefined): string | undefined {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  return Number(major) === 2 && Number(minor) >= 2 ? version : undefined;
}

function describeVersion(version: string | undefined): string {
  return version === undefined ? 'cannot be run' : `is ${version}`;
}

async function readVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['version'], { timeout: 10_000 });
    return /\bv\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

async function buildWithGo(): Promise<void> {
  await promisify(execFile)('go', ['build', '-trimpath', '-o', BUILT, 'go.k6.io/k6/v2'], {
    cwd: TOOLS,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    timeout: 600_000,
  });
}

function howToGet(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: unknown };
  const lastLine = typeof stderr === 'string' ? stderr.trim().split('\n').at(-1) : undefined;
  const why =
    code === 'ENOENT'
      ? 'there is no Go to build it'
      : `Go could not build it (${lastLine ?? (error as Error).message})`;
  return `k6 is missing, and ${why}: install k6 ${K6_VERSION} (https://grafana.com/docs/k6/latest/set-up/install-k6/) or Go 1.26, or set K6_BIN.`;
}
