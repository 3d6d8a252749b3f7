import { describe, expect, test } from 'vitest';
import { aSummary, aSummaryWithout } from './test-support/a-summary.ts';
import { faultsOf } from './test-support/validate-summary.ts';

describe('the schema of summary.json', () => {
  test('describes a complete summary, and one of a server that the run did not start', () => {
    expect(faultsOf(aSummary())).toEqual([]);
    const elsewhere = aSummaryWithout('upstream', 'server');
    expect(faultsOf({ ...elsewhere, notAsserted: ['calls to Wix'] })).toEqual([]);
  });

  test('allows no field that it does not describe', () => {
    expect(faultsOf({ ...aSummary(), more: 1 })).toEqual([' must NOT have additional properties']);
  });

  test.each<[string, object]>([
    ['another version', { version: 1 }],
    ['an unknown verdict', { verdict: 'MAYBE' }],
    ['a reason without a code', { invalid: [{ detail: 'x' }] }],
    ['a malformed time', { startedAt: 'yesterday' }],
    ['figures that are text', { traffic: { ...aSummary().traffic, requests: 'many' } }],
    ['a malformed trace id', { slowest: [{ ms: 1, traceId: 'x', recorded: true }] }],
  ])('refuses %s', (_, but) => {
    expect(faultsOf({ ...aSummary(), ...but })).not.toEqual([]);
  });
});
