import { describe, expect, it } from 'vitest';
import { aSummary, aSummaryWithout } from './test-support/a-summary.ts';
import { faultsOf } from './test-support/validate-summary.ts';

describe('the schema of summary.json', () => {
  it('describes a whole summary, and one of a server that ran already', () => {
    expect(faultsOf(aSummary())).toEqual([]);
    const elsewhere = aSummaryWithout('upstream', 'server');
    expect(faultsOf({ ...elsewhere, notAsserted: ['calls to Wix'] })).toEqual([]);
  });

  it('knows every field, so that none is written undescribed', () => {
    expect(faultsOf({ ...aSummary(), more: 1 })).toEqual([' must NOT have additional properties']);
  });

  it.each<[string, object]>([
    ['another version', { version: 2 }],
    ['a verdict that there is not', { verdict: 'MAYBE' }],
    ['a reason without a code', { invalid: [{ detail: 'x' }] }],
    ['a time that is none', { startedAt: 'yesterday' }],
    ['figures that are text', { traffic: { ...aSummary().traffic, requests: 'many' } }],
    ['a trace id that is none', { slowest: [{ ms: 1, traceId: 'x' }] }],
  ])('refuses %s', (_, but) => {
    expect(faultsOf({ ...aSummary(), ...but })).not.toEqual([]);
  });
});
