import { execFile } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

/** Where figures come from, so that they can be compared. */
export interface Provenance {
  /** The short hash of the commit; undefined outside a repository. */
  readonly commit?: string;
  /** Whether files changed since the commit. */
  readonly dirty?: boolean;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
  readonly node: string;
  readonly k6: string;
}

export async function findProvenance(k6: string): Promise<Provenance> {
  const commit = await git('rev-parse', '--short=12', 'HEAD');
  const changes = await git('status', '--porcelain');
  return {
    ...(commit !== undefined && { commit }),
    ...(changes !== undefined && { dirty: changes !== '' }),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
    node: process.version,
    k6,
  };
}

/** As in `Intel Xeon, 2 cores, 8 GiB, Linux 6.1; Node v24.21.0, k6 v2.2.0; commit abc123 with changes`. */
export function describeProvenance(from: Provenance): string {
  const gib = Math.round(from.memoryBytes / 2 ** 30);
  const commit = from.commit ?? 'none';
  const changes = from.dirty ? ' with changes' : '';
  return `${from.cpu}, ${from.cores} cores, ${gib} GiB, ${from.os}; Node ${from.node}, k6 ${from.k6}; commit ${commit}${changes}`;
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
