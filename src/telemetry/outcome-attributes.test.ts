import { describe, expect, test } from 'vitest';
import type { Outcome, Timings } from '../endpoint/outcome.ts';
import type { InstanceEntry } from '../instances/instance-entry.ts';
import type { FailedLookup, FoundLookup, NotFoundLookup } from '../instances/lookup.ts';
import { OWNER, VISITOR } from '../test-support/identities.ts';
import { attributesOf, isNotable, type OutcomeAttributes } from './outcome-attributes.ts';

const FAST: Timings = { identifyMs: 1 };

const entry = {} as InstanceEntry;
const hit: FoundLookup = { kind: 'cached', outcome: 'hit', entry, ageMs: 1, ttlMs: 59_999 };
const stale: FoundLookup = { kind: 'cached', outcome: 'stale', entry, ageMs: 61_000, ttlMs: -1 };
const ifError: FoundLookup = { ...stale, reason: 'upstream_failed' };
const loaded = { kind: 'loaded', entry, ageMs: 0, ttlMs: 60_000, stored: true } as const;
const miss: FoundLookup = { ...loaded, outcome: 'miss', forwarded: 'miss' };
const collapsed: FoundLookup = { ...loaded, outcome: 'collapsed', forwarded: 'stale' };
const notFound: NotFoundLookup = {
  kind: 'not_found',
  outcome: 'miss',
  forwarded: 'miss',
  stored: true,
};
const negative: NotFoundLookup = { ...notFound, outcome: 'negative' };
const timedOut: FailedLookup = {
  kind: 'failed',
  outcome: 'collapsed',
  failure: { kind: 'timeout' },
  called: true,
};

const visitor = { identity: VISITOR, method: 'signed_instance', isIdentityStale: false } as const;
const owner = { identity: OWNER, method: 'token_memo', isIdentityStale: false } as const;
const goodForMs = 30_000;
const findRefused = { kind: 'refused', stage: 'find_instance', ...visitor, timings: FAST } as const;
const verifyRefused = { kind: 'refused', stage: 'verify_token', timings: FAST } as const;
const readRefused = { kind: 'refused', stage: 'read_token', timings: FAST } as const;

const visitorVerified = {
  identity: VISITOR,
  identityMethod: 'signed_instance',
  verification: 'verified',
} as const;
const ownerVerified = {
  identity: OWNER,
  identityMethod: 'token_memo',
  verification: 'verified',
} as const;

const NO_ATTRIBUTES: OutcomeAttributes = {
  code: undefined,
  identity: undefined,
  identityMethod: undefined,
  isIdentityStale: false,
  cacheOutcome: undefined,
  verification: undefined,
};

/** Name, outcome, attributes beyond `NO_ATTRIBUTES`, and whether a fast request is notable. */
const table: [string, Outcome, Partial<OutcomeAttributes>, boolean][] = [
  ['a preflight', { kind: 'preflight' }, {}, false],

  [
    'a hit',
    { kind: 'instance', ...visitor, goodForMs, lookup: hit, timings: FAST },
    { ...visitorVerified, cacheOutcome: 'hit' },
    false,
  ],
  [
    'a hit by an owner',
    { kind: 'instance', ...owner, goodForMs, lookup: hit, timings: FAST },
    { ...ownerVerified, cacheOutcome: 'hit' },
    false,
  ],
  [
    'a stale entry',
    { kind: 'instance', ...visitor, goodForMs, lookup: stale, timings: FAST },
    { ...visitorVerified, cacheOutcome: 'stale' },
    true,
  ],
  [
    'a stale entry past stale-while-revalidate',
    { kind: 'instance', ...visitor, goodForMs, lookup: ifError, timings: FAST },
    { ...visitorVerified, cacheOutcome: 'stale' },
    true,
  ],
  [
    'a miss',
    { kind: 'instance', ...visitor, goodForMs, lookup: miss, timings: FAST },
    { ...visitorVerified, cacheOutcome: 'miss' },
    true,
  ],
  [
    'a collapsed miss',
    { kind: 'instance', ...visitor, goodForMs, lookup: collapsed, timings: FAST },
    { ...visitorVerified, cacheOutcome: 'collapsed' },
    true,
  ],

  [
    'a hit while Wix cannot verify the token again',
    { kind: 'instance', ...owner, isIdentityStale: true, goodForMs, lookup: hit, timings: FAST },
    { ...ownerVerified, isIdentityStale: true, cacheOutcome: 'hit' },
    false,
  ],
  [
    'an unknown instance while Wix cannot verify the token again',
    { ...findRefused, isIdentityStale: true, code: 'instance_not_found', lookup: negative },
    {
      ...visitorVerified,
      isIdentityStale: true,
      code: 'instance_not_found',
      cacheOutcome: 'negative',
    },
    false,
  ],

  [
    'an instance id',
    { kind: 'instance_id', ...owner, goodForMs: Infinity, timings: FAST },
    ownerVerified,
    false,
  ],

  [
    'a refused method',
    { kind: 'refused', stage: 'method', code: 'method_not_allowed' },
    { code: 'method_not_allowed' },
    false,
  ],

  [
    'a missing token',
    { ...readRefused, code: 'missing_token' },
    { code: 'missing_token', verification: 'missing_token' },
    false,
  ],
  [
    'an unreadable token',
    { ...readRefused, code: 'malformed_token' },
    { code: 'malformed_token', verification: 'malformed_token' },
    false,
  ],

  [
    'a token with invalid characters',
    { ...verifyRefused, code: 'malformed_token', method: undefined },
    { code: 'malformed_token', verification: 'malformed_token' },
    false,
  ],
  [
    'a token that Wix refuses',
    { ...verifyRefused, code: 'inactive_token', method: 'token_info' },
    { code: 'inactive_token', verification: 'inactive_token', identityMethod: 'token_info' },
    false,
  ],
  [
    'a token whose refusal is cached',
    { ...verifyRefused, code: 'wrong_app', method: 'token_memo' },
    { code: 'wrong_app', verification: 'wrong_app', identityMethod: 'token_memo' },
    false,
  ],
  [
    'a verified token without an instance',
    { ...verifyRefused, code: 'no_instance', method: 'signed_instance' },
    { code: 'no_instance', verification: 'no_instance', identityMethod: 'signed_instance' },
    false,
  ],
  ...(
    ['upstream_rate_limited', 'upstream_error', 'upstream_unavailable', 'upstream_timeout'] as const
  ).flatMap((code): typeof table => [
    [
      `${code} while the token is introspected`,
      { ...verifyRefused, code, method: 'token_info', retryAfterSeconds: 5 },
      { code, verification: code, identityMethod: 'token_info' },
      true,
    ],
    [
      `${code} while the instance is loaded`,
      { ...findRefused, code, lookup: timedOut },
      { ...visitorVerified, code, cacheOutcome: 'collapsed' },
      true,
    ],
  ]),

  [
    'an unknown instance',
    { ...findRefused, code: 'instance_not_found', lookup: notFound },
    { ...visitorVerified, code: 'instance_not_found', cacheOutcome: 'miss' },
    false,
  ],
  [
    'a wrong configuration',
    {
      kind: 'refused',
      stage: 'configuration',
      code: 'misconfigured',
      retryAfterSeconds: 60,
      timings: { identifyMs: 0 },
    },
    { code: 'misconfigured' },
    false,
  ],
  [
    'a negative entry',
    { ...findRefused, code: 'instance_not_found', lookup: negative },
    { ...visitorVerified, code: 'instance_not_found', cacheOutcome: 'negative' },
    false,
  ],
];

const caseOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.stage : outcome.kind);

/** Fails to compile when an outcome gets a new kind or a refusal a new stage. */
const EVERY_CASE: Record<ReturnType<typeof caseOf>, true> = {
  preflight: true,
  instance: true,
  instance_id: true,
  configuration: true,
  method: true,
  read_token: true,
  verify_token: true,
  find_instance: true,
};

test('the table covers every kind and every stage', () => {
  const cases = new Set(table.map(([, outcome]) => caseOf(outcome)));
  expect([...cases].sort()).toEqual(Object.keys(EVERY_CASE).sort());
});

describe('attributesOf', () => {
  test.each(table)('derives the attributes of %s', (_name, outcome, attributes) => {
    expect(attributesOf(outcome)).toStrictEqual({ ...NO_ATTRIBUTES, ...attributes });
  });
});

describe('isNotable', () => {
  test.each(table)('classifies a fast request: %s', (_name, outcome, _attributes, notable) => {
    expect(isNotable(outcome)).toBe(notable);
  });

  const timed = table.filter(([, outcome]) => 'timings' in outcome);

  test.each(timed)('classifies a request that takes 100 ms and a slower one: %s', (...row) => {
    const [, outcome, , notable] = row;
    const within = (timings: Timings) => isNotable({ ...outcome, timings } as Outcome);
    expect(within({ identifyMs: 100 })).toBe(notable);
    expect(within({ identifyMs: 100.01 })).toBe(true);
    expect(within({ identifyMs: 40, cacheMs: 60 })).toBe(notable);
    expect(within({ identifyMs: 40, cacheMs: 60.01 })).toBe(true);
    // The wait for Wix is part of the two steps, not a third one.
    expect(within({ identifyMs: 40, cacheMs: 50, upstreamMs: 90 })).toBe(notable);
  });
});
