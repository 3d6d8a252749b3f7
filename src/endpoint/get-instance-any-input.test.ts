import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubjectType } from '../identity/identity.ts';
import type { Introspection } from '../identity/token-source.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import { composeEndpoint, headerOf } from '../test-support/compose-endpoint.ts';
import { FAKE } from '../test-support/fake-wix.ts';
import { APP_ID, INSTANCE_ID, signInstance } from '../test-support/sign-instance.ts';
import type { GetInstanceRequest } from './request.ts';

type UpstreamError = Extract<UpstreamFailure, { kind: 'error' }>;

const SIGNED = signInstance();

describe('for every request and every answer of Wix', () => {
  const text = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
  const methods = fc.oneof(fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST'), fc.string());
  const requests: fc.Arbitrary<GetInstanceRequest> = fc.record({
    method: methods,
    query: fc.oneof(fc.constantFrom('', 'fields=instanceId'), fc.string({ unit: 'binary' })),
    authorization: fc.oneof(
      text,
      fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/),
      fc.dictionary(fc.string(), fc.jsonValue()).map((payload) => signInstance(payload)),
      fc.constantFrom(SIGNED, FAKE.visitorToken, `Bearer ${SIGNED}`),
    ),
    ifNoneMatch: fc.oneof(text, fc.constant('*')),
    traceparent: text,
    accessControlRequestHeaders: text,
    headers: fc.dictionary(fc.string(), fc.oneof(text, fc.array(fc.string()))),
  });

  const STATUSES = [200, 204, 304, 401, 403, 404, 405];

  test('nothing throws, and nothing is a 5xx while Wix is healthy', async () => {
    const { send } = composeEndpoint();
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const reply = await send(request);
        expect(STATUSES).toContain(reply.status);
        expect(reply.headers.length % 2).toBe(0);
        for (const value of reply.headers) expect(value).toMatch(/^[\x20-\x7e]+$/);
      }),
      { numRuns: 500 },
    );
  });

  const failure: fc.Arbitrary<UpstreamFailure> = fc.oneof(
    fc.record({
      kind: fc.constant('rate_limited' as const),
      retryAfterSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      called: fc.boolean(),
    }),
    fc.constant({ kind: 'timeout' } as const),
    fc.record({
      kind: fc.constant('unavailable' as const),
      reason: fc.constantFrom(...(['circuit_open', 'queue_full', 'retry_later'] as const)),
      retryAfterSeconds: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      kind: fc.constant('error' as const),
      reason: fc.constantFrom<UpstreamError['reason'][]>(
        'network',
        'status',
        'not_json',
        'unexpected_answer',
      ),
      status: fc.integer({ min: 100, max: 599 }),
    }),
  );
  const failed = fc.record({ kind: fc.constant('failed' as const), failure });
  const fields = fc.dictionary(
    fc.constantFrom('instanceId', 'siteId', 'appName', 'billing', 'permissions', 'url', 'x'),
    fc.oneof(fc.constant(INSTANCE_ID), fc.jsonValue()),
  );
  const optionalText = fc.option(fc.string(), { nil: undefined });
  const answered = <T>(value: fc.Arbitrary<T>) =>
    fc.record({ kind: fc.constant('answered' as const), value });
  const introspections: fc.Arbitrary<Introspection> = fc.oneof(
    fc.constant({ kind: 'inactive' } as const),
    fc.record({
      kind: fc.constant('active' as const),
      claims: fc.record({
        subjectType: fc.constantFrom<SubjectType[]>('APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'),
        appId: fc.oneof(fc.constant(APP_ID), optionalText),
        instanceId: fc.oneof(fc.constant(INSTANCE_ID), optionalText),
        siteId: optionalText,
        expiresAtMs: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
      }),
    }),
  );
  const notFound = fc.constant({ kind: 'not_found' } as const);
  const rejected = fc.record({
    kind: fc.constantFrom('unauthorized' as const, 'forbidden' as const),
  });
  const wixAnswers = fc.record({
    tokenInfo: fc.oneof(introspections, failed),
    appToken: fc.oneof(
      answered(fc.record({ token: fc.string(), lifetimeMs: fc.double() })),
      notFound,
      failed,
    ),
    getAppInstance: fc.oneof(
      answered(fc.record({ instance: fields, site: fields })),
      notFound,
      rejected,
      failed,
    ),
  });

  test('nothing throws, and only a failure of Wix is a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        wixAnswers,
        fc.array(requests, { minLength: 1, maxLength: 5 }),
        async (answers, sent) => {
          const { send, clock, wix } = composeEndpoint({
            answers: {
              tokenInfo: () => Promise.resolve(answers.tokenInfo),
              appToken: () => Promise.resolve(answers.appToken),
              getAppInstance: () => Promise.resolve(answers.getAppInstance),
            },
          });
          for (const request of sent) {
            const reply = await send(request);
            if (reply.status >= 500) expect(wix.calls.length).toBeGreaterThan(0);
            if (reply.status >= 400) expect(headerOf(reply, 'cache-control')).toBe('no-store');
            const challenge = headerOf(reply, 'www-authenticate');
            expect(challenge !== undefined).toBe(reply.status === 401);
            for (const value of reply.headers) expect(value).toMatch(/^[\x20-\x7e]+$/);
            const token = (request.authorization ?? '').replace(/^bearer +/i, '');
            if (reply.status >= 400 && token.length > 20)
              expect(reply.body ?? '').not.toContain(token);
            await clock.advance(30_000);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
