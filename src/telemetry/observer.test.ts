import { metrics, type Span, trace, type TracerProvider } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import type { Runtime } from '../compose.ts';
import type { Observer } from '../endpoint/observer.ts';
import { failed } from '../resilience/failure.ts';
import { composeEndpoint } from '../test-support/compose-endpoint.ts';
import { settle } from '../test-support/fake-clock.ts';
import { createFakeWix } from '../test-support/fake-wix.ts';
import { signInstance } from '../test-support/sign-instance.ts';
import type { WixCalls } from '../wix/wix-calls.ts';
import { createInstruments, isTelemetrySetUp } from './instruments.ts';
import { createObserver } from './observer.ts';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

const WIX_URL = 'https://www.wixapis.com/any';

const INVALID = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

const broken = () => {
  throw new Error('a sink that throws');
};

/** A span on which `methods` throw. */
const spanWithout = (methods: Partial<Record<keyof Span, () => never>>) => () =>
  Object.assign(trace.wrapSpanContext(INVALID), { isRecording: () => true, ...methods });

const brokenFor = (prefix: string) => (name: string) =>
  name.startsWith(prefix) ? broken() : spanWithout({})();

/** A fake Wix whose calls are observed like the SDK's. Introspections fail. */
function observedWix(): Partial<WixCalls> {
  const wix = createFakeWix();
  return {
    async getAppInstance(appToken, scope) {
      const end = scope.startCall({ operation: 'get_app_instance', method: 'GET', url: WIX_URL });
      const result = await wix.getAppInstance(appToken, scope);
      end({
        status: 200,
        requestId: undefined,
        outcome: 'answered',
        reason: undefined,
        resends: 0,
      });
      return result;
    },
    tokenInfo(_token, scope) {
      const end = scope.startCall({ operation: 'token_info', method: 'POST', url: WIX_URL });
      end({
        status: undefined,
        requestId: undefined,
        outcome: 'failed',
        reason: 'network',
        resends: 0,
      });
      return Promise.resolve(failed({ kind: 'error', reason: 'network' }));
    },
  };
}

function observer(runtime: Runtime): Observer {
  const instruments = createInstruments({
    ...runtime,
    sampler: 'always_on',
    ratio: 1,
    trustCaller: false,
    notablePerSecond: 50,
    version: '0',
  });
  return createObserver({ ...runtime, instruments });
}

// First, because creating instruments starts the collection of metrics.
test('telemetry is not set up by default', () => {
  expect(isTelemetrySetUp()).toBe(false);
});

test.each([
  ['start a span', { startSpan: broken }],
  ['start the span of a call', { startSpan: brokenFor('wix.') }],
  ['start the span of a refresh', { startSpan: brokenFor('instance_cache.refresh') }],
  ['start the span of a step', { startSpan: brokenFor('identity.verify') }],
  [
    'take an attribute',
    { startSpan: spanWithout({ setAttribute: broken, setAttributes: broken }) },
  ],
  ['take a status', { startSpan: spanWithout({ setStatus: broken }) }],
  ['take a link', { startSpan: spanWithout({ addLink: broken }) }],
  ['end a span', { startSpan: spanWithout({ end: broken }) }],
])('a sink that cannot %s does not affect replies', async (_, tracer) => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as unknown as TracerProvider);
  const { send, clock, wix } = composeEndpoint({ answers: observedWix(), observer });

  // A miss that another request joins, a hit, and a stale entry with its refresh.
  const uids = ['leader', 'follower'];
  const first = uids.map(async (uid) => send({ authorization: signInstance({ uid }) }));
  for (const { status } of await Promise.all(first)) expect(status).toBe(200);
  expect((await send()).status).toBe(200);
  await clock.advance(61_000);
  expect((await send()).status).toBe(200);
  await settle();
  expect(wix.count('getAppInstance')).toBe(2);

  // A refusal, and an introspection that fails.
  expect((await send({ authorization: undefined })).status).toBe(401);
  expect((await send({ authorization: 'opaque' })).status).toBe(502);
});
