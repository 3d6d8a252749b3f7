import { trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failed } from '../../resilience/failure.ts';
import { composeEndpoint } from '../../test-support/compose-endpoint.ts';
import { FAKE } from '../../test-support/fake-wix.ts';
import { observedWith, recordSpans } from '../../test-support/record-spans.ts';

const SERVER = 'GET /api/get-instance';
const TOKEN_TTL_MS = 30_000;

let spans: ReturnType<typeof recordSpans>;

beforeEach(() => {
  spans = recordSpans();
});

afterEach(() => {
  trace.disable();
});

describe('identity.stale', () => {
  const authorization = FAKE.visitorToken;
  const down = () => Promise.resolve(failed({ kind: 'error', reason: 'network' }));
  const lastSpan = () => spans.named(SERVER).at(-1)?.attributes;

  async function verifiedBeforeOutage() {
    const endpoint = composeEndpoint({ observer: observedWith() });
    await endpoint.send({ authorization });
    endpoint.wix.answer({ tokenInfo: down });
    await endpoint.clock.advance(TOKEN_TTL_MS);
    return endpoint;
  }

  test('is absent while the verdict of Wix is fresh', async () => {
    const { send } = composeEndpoint({ observer: observedWith() });
    for (const method of ['token_info', 'token_memo']) {
      await send({ authorization });
      expect(lastSpan()).toMatchObject({ 'identity.method': method });
      expect(lastSpan()).not.toHaveProperty('identity.stale');
    }
  });

  test('is true if the call to Wix failed, and during the cooldown after it', async () => {
    const { send, wix } = await verifiedBeforeOutage();
    for (const calls of [2, 2]) {
      expect((await send({ authorization })).status).toBe(200);
      expect(wix.count('tokenInfo')).toBe(calls);
      expect(lastSpan()).toMatchObject({
        'identity.stale': true,
        'identity.method': 'token_memo',
        'instance_cache.outcome': 'hit',
      });
    }
  });

  test('is true for the instance id alone', async () => {
    const { send } = await verifiedBeforeOutage();
    await send({ authorization, query: 'fields=instanceId' });
    expect(lastSpan()).toMatchObject({ 'identity.stale': true });
  });

  test('is true if the instance could not be loaded either', async () => {
    const { send, wix, instances } = await verifiedBeforeOutage();
    wix.answer({ getAppInstance: down });
    instances.invalidate(FAKE.instanceId);
    expect((await send({ authorization })).status).toBe(502);
    expect(lastSpan()).toMatchObject({ 'identity.stale': true, 'error.type': 'upstream_error' });
  });

  test('is absent if the token was not verified at all', async () => {
    const { send } = composeEndpoint({ answers: { tokenInfo: down }, observer: observedWith() });
    expect((await send({ authorization })).status).toBe(502);
    expect(lastSpan()).not.toHaveProperty('identity.stale');
  });
});
