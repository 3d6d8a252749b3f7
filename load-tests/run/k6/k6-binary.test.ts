import { describe, expect, test } from 'vitest';
import { findK6, type K6Finder } from './k6-binary.ts';

interface Machine {
  readonly env?: Record<string, string>;
  /** By path. */
  readonly versions?: Record<string, string>;
  readonly built?: boolean;
  readonly build?: K6Finder['build'];
}

async function find({ env = {}, versions = {}, built = false, build }: Machine) {
  const printed: string[] = [];
  const found = await findK6({
    env,
    print: (line) => printed.push(line),
    versionOf: (path) =>
      Promise.resolve(versions[path] ?? (/\.bin/.test(path) ? versions['.bin'] : undefined)),
    hasBuilt: () => built,
    build: build ?? (() => Promise.reject(Object.assign(new Error('no go'), { code: 'ENOENT' }))),
  });
  return { ...found, printed };
}

describe('k6', () => {
  test('comes from K6_BIN first', async () => {
    const found = await find({
      env: { K6_BIN: '/my/k6' },
      versions: { '/my/k6': 'v2.4.1', k6: 'v2.2.0' },
    });
    expect(found).toEqual({ kind: 'found', path: '/my/k6', version: 'v2.4.1', printed: [] });
  });

  test.each([
    [{}, 'cannot be run'],
    [{ '/my/k6': 'v1.8.1' }, 'is v1.8.1'],
    [{ '/my/k6': 'v2.1.0' }, 'is v2.1.0'],
  ])('of K6_BIN is refused rather than skipped when it does not fit: %o', async (versions, why) => {
    const found = await find({
      env: { K6_BIN: '/my/k6' },
      versions: { ...versions, k6: 'v2.2.0' },
    });
    expect(found).toMatchObject({ kind: 'missing', howToGet: expect.stringContaining(why) });
  });

  test('on PATH is used if its version fits, else the one that was built', async () => {
    expect(await find({ versions: { k6: 'v2.2.0' } })).toMatchObject({ path: 'k6' });
    expect(await find({ versions: { k6: 'v1.8.1', '.bin': 'v2.2.0' }, built: true })).toMatchObject(
      {
        kind: 'found',
        path: expect.stringContaining('.bin'),
      },
    );
  });

  test('is built once, with a message, when there is none', async () => {
    const versions: Record<string, string> = {};
    const build = () => Promise.resolve(void (versions['.bin'] = 'v2.2.0'));
    const found = await find({ versions, build });
    expect(found).toMatchObject({ kind: 'found', version: 'v2.2.0' });
    expect(found.printed).toEqual([expect.stringContaining('one to two minutes')]);
  });

  test('that is unavailable yields one line on how to get it', async () => {
    const noGo = await find({});
    expect(noGo).toMatchObject({
      kind: 'missing',
      howToGet: expect.stringMatching(/^.*no Go.*K6_BIN.*$/),
    });
    const failing = Object.assign(new Error('failed'), { stderr: 'one\ntwo: no network\n' });
    expect(await find({ build: () => Promise.reject(failing) })).toMatchObject({
      howToGet: expect.stringMatching(/^.*\(two: no network\).*$/),
    });
  });
});
