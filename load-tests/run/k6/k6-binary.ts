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
  /** Told that it takes a while. */
  readonly say: (line: string) => void;
  /** The version that a binary says it has; undefined where it cannot be run. */
  readonly versionOf?: (path: string) => Promise<string | undefined>;
  readonly hasBuilt?: () => boolean;
  /** Throws when there is no Go, or it cannot build. */
  readonly build?: () => Promise<void>;
}

/**
 * `K6_BIN`, else `k6` on PATH if its version fits, else what was built here, else it is built. Profiles are
 * written for k6 v2: another one on PATH is passed over, another one in `K6_BIN` refused.
 */
export async function findK6(finder: K6Finder): Promise<FoundK6> {
  const { env, say, versionOf = askVersion, hasBuilt = () => existsSync(BUILT) } = finder;
  const { build = buildWithGo } = finder;

  const ordered = env['K6_BIN']?.trim();
  if (ordered) {
    const said = await versionOf(ordered);
    const version = fitting(said);
    if (version !== undefined) return { kind: 'found', path: ordered, version };
    const why = describeVersion(said);
    return { kind: 'missing', howToGet: `K6_BIN ${why}; it has to be k6 v2.2.0 or a later v2` };
  }
  for (const path of ['k6', ...(hasBuilt() ? [BUILT] : [])]) {
    const version = fitting(await versionOf(path));
    if (version !== undefined) return { kind: 'found', path, version };
  }
  say(`Building k6 ${K6_VERSION} with Go, once: one to two minutes …`);
  try {
    await build();
  } catch (error) {
    return { kind: 'missing', howToGet: howToGet(error) };
  }
  const version = fitting(await versionOf(BUILT));
  return version !== undefined
    ? { kind: 'found', path: BUILT, version }
    : { kind: 'missing', howToGet: howToGet(new Error('what was built does not run')) };
}

/** A later v2 keeps what an earlier one had. Undefined where it does not fit. */
function fitting(version: string | undefined): string | undefined {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  return Number(major) === 2 && Number(minor) >= 2 ? version : undefined;
}

function describeVersion(version: string | undefined): string {
  return version === undefined ? 'cannot be run' : `is ${version}`;
}

async function askVersion(path: string): Promise<string | undefined> {
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
  const said = typeof stderr === 'string' ? stderr.trim().split('\n').at(-1) : undefined;
  const why =
    code === 'ENOENT'
      ? 'there is no Go to build it with'
      : `Go could not build it (${said ?? (error as Error).message})`;
  return `k6 is missing, and ${why}: install k6 ${K6_VERSION} (https://grafana.com/docs/k6/latest/set-up/install-k6/) or Go 1.26, or set K6_BIN.`;
}
