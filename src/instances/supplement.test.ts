import fc from 'fast-check';
import { expect, it } from 'vitest';
import { add, type Json, subtract } from './supplement.ts';

const whole = {
  name: 'Clock',
  billing: { plan: 'Premium', cycle: 'YEARLY', trial: { status: 'NONE' } },
  permissions: ['A'],
  site: { url: 'https://example.com' },
};

it('a supplement is what the base does not say, at any depth', () => {
  const base = {
    name: 'Clock',
    billing: { plan: 'Premium' },
    site: { url: 'https://example.com' },
  };
  expect(subtract(whole, base)).toEqual({
    billing: { cycle: 'YEARLY', trial: { status: 'NONE' } },
    permissions: ['A'],
  });
  expect(subtract(whole, whole)).toBeUndefined();
  expect(subtract(whole, {})).toEqual(whole);
});

it('a list in which the two differ is in the supplement as a whole', () => {
  expect(subtract({ list: [{ a: 1, b: 2 }] }, { list: [{ a: 1 }] })).toEqual({
    list: [{ a: 1, b: 2 }],
  });
  expect(add({ list: [{ a: 1 }] }, { list: [{ a: 1, b: 2 }] })).toEqual({ list: [{ a: 1, b: 2 }] });
});

it('a base with its supplement says what the whole said, whatever that was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.func(fc.boolean()), (value, isSeen) => {
      const json = JSON.parse(JSON.stringify(value)) as Json;
      const base = partOf(json, isSeen);
      expect(add(base, subtract(json, base))).toEqual(json);
    }),
  );
});

/** As a projection has it: names are left out, at any depth. */
function partOf(value: Json, isSeen: (name: string) => boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => partOf(item, isSeen));
  if (typeof value !== 'object' || value === null) return value;
  const seen = Object.entries(value).filter(([name]) => isSeen(name));
  return Object.fromEntries(seen.map(([name, inner]) => [name, partOf(inner, isSeen)]));
}
