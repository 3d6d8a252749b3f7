import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audience } from '../identity/identity.ts';
import { FULL_APP_INSTANCE as FULL } from '../test-support/full-app-instance.ts';
import { COLLABORATOR_ONLY_PATHS, VISITOR_PATHS } from '../test-support/visible-paths.ts';
import type { AppInstance } from './instance-source.ts';
import { mergeProjections, projectInstance } from './project-instance.ts';

const COLLABORATOR_PATHS = [...VISITOR_PATHS, ...COLLABORATOR_ONLY_PATHS];

const secrets = { ownerEmail: 'SECRET', ownerInfo: { email: 'SECRET' }, invoiceId: 'SECRET' };
const names = [
  ...new Set(COLLABORATOR_PATHS.flatMap((path) => path.replaceAll('[]', '').split('.'))),
  ...Object.keys(secrets),
  '__proto__',
];

/** Objects and lists of known names in unknown places, with secrets at any depth. */
const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 5 }, fc.anything(), fc.date({ noInvalidDate: false }), tie('node')),
  node: fc.oneof(
    fc
      .dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 8 })
      .map((object) => ({ ...object, ...secrets })),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));

/** The full answer, with anything in the place of some of its values, and with secrets everywhere. */
function spoiled(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    const items = fc.tuple(...value.map((item) => spoiled(item)), tree);
    return fc.oneof({ arbitrary: items, weight: 4 }, { arbitrary: tree, weight: 1 });
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, spoiled(inner)]),
    );
    const whole = fc
      .tuple(fc.record(fields, { requiredKeys: [] }), fc.object())
      .map(([known, more]) => ({ ...more, ...known, ...secrets }));
    return fc.oneof({ arbitrary: whole, weight: 6 }, { arbitrary: tree, weight: 1 });
  }
  return fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, { arbitrary: tree, weight: 1 });
}

const asRecord = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;

const answers = fc
  .tuple(spoiled(FULL.instance), spoiled(FULL.site))
  .map(([instance, site]) => ({ instance: asRecord(instance), site: asRecord(site) }));

/**
 * An independent projection: it selects by the hand-written paths, and splits nothing by audience.
 * An object without a selected field is left out, a list of nothing is not.
 */
function select(value: unknown, paths: readonly string[]): unknown {
  if (paths.includes('')) return scalar(value);
  if (paths.every((path) => path.startsWith('[]'))) {
    if (!Array.isArray(value)) return undefined;
    const inside = paths.map((path) => path.slice(2).replace('.', ''));
    return value.map((item) => select(item, inside)).filter((item) => item !== undefined);
  }
  const selected: Record<string, unknown> = {};
  for (const name of new Set(paths.map((path) => /^\w+/.exec(path)?.[0] ?? ''))) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) continue;
    const inside = paths.filter((path) => new RegExp(`^${name}\\b`).test(path));
    const rest = inside.map((path) => path.slice(name.length).replace(/^\./, ''));
    const inner = select(asRecord(value)[name], rest);
    if (inner !== undefined) selected[name] = inner;
  }
  return Object.keys(selected).length > 0 ? selected : undefined;
}

function scalar(value: unknown): unknown {
  if (value instanceof Date) return JSON.parse(JSON.stringify(value)) ?? undefined;
  const isScalar = value === null || ['string', 'boolean'].includes(typeof value);
  return isScalar || Number.isFinite(value) ? value : undefined;
}

function selectWhole(answer: unknown, paths: readonly string[]): unknown {
  const whole = asRecord(select({ instanceId: 'i-1', ...asRecord(answer) }, paths));
  return { instance: {}, site: {}, ...whole };
}

/** The path of every scalar in a value. */
function leafPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leafPaths(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leafPaths(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** The path of every object, list and scalar in a value. */
function allPaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => allPaths(item, `${path}[]`))];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    allPaths(item, path === '' ? key : `${path}.${key}`),
  );
  return [path, ...inner];
}

const views: Record<Audience, (answer: AppInstance) => unknown> = {
  visitor: (answer) => projectInstance('i-1', answer).visitor,
  collaborator: (answer) => {
    const { visitor, collaboratorOnly } = projectInstance('i-1', answer);
    return mergeProjections(visitor, collaboratorOnly ?? {});
  },
};

describe.each([
  ['visitor', VISITOR_PATHS],
  ['collaborator', COLLABORATOR_PATHS],
] as const)('for every answer of Wix, a %s', (audience, paths) => {
  const viewOf = views[audience];

  test('sees exactly what an independent projection of the whole answer selects', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(viewOf(answer)).toStrictEqual(selectWhole(answer, paths));
      }),
      { numRuns: 300 },
    );
  });

  test('sees no field that is not listed, and no listed field in another shape', () => {
    const leaves = new Set<string>(paths);
    // Above a listed field there are only objects and lists, and only these.
    const above = new Set(['', 'instance', 'site']);
    for (const path of paths) {
      for (let end = 0; end < path.length; end += 1) {
        if (path[end] === '.' || path[end] === '[') above.add(path.slice(0, end));
        if (path[end] === ']') above.add(path.slice(0, end + 1));
      }
    }
    let seen = 0;
    fc.assert(
      fc.property(answers, (answer) => {
        const sent: unknown = JSON.parse(JSON.stringify(viewOf(answer)));
        const strayPaths = allPaths(sent).filter((path) => !leaves.has(path) && !above.has(path));
        expect(strayPaths).toEqual([]);
        for (const path of leafPaths(sent)) {
          expect(leaves.has(path), `${path} holds a value`).toBe(true);
          seen += 1;
        }
        expect(JSON.stringify(sent)).not.toContain('SECRET');
      }),
      { numRuns: 300 },
    );
    // A projection of nothing would satisfy the property. This one had values to check.
    expect(seen).toBeGreaterThan(1000);
  });
});
