import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { aSummary, aSummaryWithout } from './test-support/a-summary.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const schema = new URL('summary.schema.json', import.meta.url);
const isSummary = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

/** What the schema has against it. */
function faults(summary: unknown): string[] {
  isSummary(JSON.parse(JSON.stringify(summary)));
  return (isSummary.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${String(message)}`,
  );
}

describe('the schema of summary.json', () => {
  it('describes a whole summary, and one of a server that ran already', () => {
    expect(faults(aSummary())).toEqual([]);
    const elsewhere = aSummaryWithout('upstream', 'server');
    expect(faults({ ...elsewhere, notAsserted: ['calls to Wix'] })).toEqual([]);
  });

  it('knows every field, so that none is written undescribed', () => {
    expect(faults({ ...aSummary(), more: 1 })).toEqual([' must NOT have additional properties']);
  });

  it.each<[string, object]>([
    ['another version', { version: 2 }],
    ['a verdict that there is not', { verdict: 'MAYBE' }],
    ['a reason without a code', { invalid: [{ detail: 'x' }] }],
    ['a time that is none', { startedAt: 'yesterday' }],
    ['figures that are text', { traffic: { ...aSummary().traffic, requests: 'many' } }],
    ['a trace id that is none', { slowest: [{ ms: 1, traceId: 'x' }] }],
  ])('refuses %s', (_, but) => {
    expect(faults({ ...aSummary(), ...but })).not.toEqual([]);
  });
});
