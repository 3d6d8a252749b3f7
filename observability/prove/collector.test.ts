import { createHmac } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { waitFor } from '../../test/support/wait-for.ts';
import { METRIC, SERIES } from '../metrics.ts';
import { COLLECTOR } from '../tools/build-collector.ts';
import {
  attributesOf,
  INTERNAL,
  type OtlpSpan,
  type RequestTrace,
  requestTrace,
  sendSpans,
  spansIn,
  times,
  traceIdOf,
} from './otlp.ts';
import { everyMetric, sendMetrics } from './every-metric.ts';
import {
  type CollectorOptions,
  CONFIG,
  type RunningCollector,
  startCollector,
} from './start-collector.ts';

let running: RunningCollector | undefined;

async function collector(options?: CollectorOptions): Promise<RunningCollector> {
  running = await startCollector(options);
  return running;
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe('the configuration', () => {
  const validate = (...overlays: string[]) =>
    spawnSync(COLLECTOR, ['validate', '--config', CONFIG, ...overlays], { encoding: 'utf8' });

  test('is accepted by the real Collector', () => {
    const { status, stderr } = validate();

    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('is refused with an unknown processor', () => {
    const { status, stderr } = validate('--config', 'yaml:processors::scrubber: {}');

    expect(stderr).toContain('scrubber');
    expect(status).not.toBe(0);
  });
});

describe('tail sampling', () => {
  const NOTABLE: readonly RequestTrace[] = [
    { name: 'failed', status: 502, outcome: 'miss', error: 'upstream_error' },
    { name: 'no token', status: 401, error: 'missing_token' },
    { name: 'wrong app', status: 403, error: 'wrong_app' },
    { name: 'unknown', status: 404, outcome: 'negative', error: 'instance_not_found' },
    { name: 'throttled', status: 429, error: 'upstream_rate_limited' },
    { name: 'slow', status: 200, outcome: 'hit', tookMs: 251 },
    { name: 'called Wix', status: 200, outcome: 'miss', call: 'wix.get_app_instance' },
    { name: 'set off a renewal', status: 200, outcome: 'stale' },
  ];
  const good = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      requestTrace({ name: `good ${index}`, status: 200, outcome: 'hit' }),
    );

  test('keeps complete traces of failures, refusals, slow requests and linked requests, and at 0 % nothing else', async () => {
    const { origin, finish } = await collector({ goodTracesPercent: 0 });
    const [errorAlone] = requestTrace({ name: 'error without a status', status: 200 });
    const [statusAlone] = requestTrace({ name: 'status without an error', status: 502 });
    const notable = [
      ...NOTABLE.map((request) => requestTrace(request)),
      [{ ...errorAlone, status: { code: 2 } }],
      [{ ...statusAlone, status: {} }],
    ];

    for (const spans of [...good(200), ...notable]) await sendSpans(origin, spans);
    const output = await finish(200 + notable.length);

    expect(idsOf(spansIn(output))).toEqual(idsOf(notable.flat()));
  });

  test('keeps a complete failed trace when its spans arrive in parts and the failure arrives last', async () => {
    const { origin, finish } = await collector({ goodTracesPercent: 0 });
    const [server, ...children] = requestTrace({ name: 'in parts', status: 504, outcome: 'miss' });

    await sendSpans(origin, children);
    await sendSpans(origin, [server]);
    const output = await finish(1);

    expect(idsOf(spansIn(output))).toEqual(idsOf([server, ...children]));
  });

  test('keeps a tenth of the good traces, each complete', async () => {
    const { origin, finish } = await collector();
    const traces = good(2_000);

    await sendSpans(origin, traces.flat());
    const output = await finish(traces.length);

    const kept = spansIn(output);
    const keptTraces = new Set(kept.map(({ traceId }) => traceId));
    console.log(`kept ${keptTraces.size} of ${traces.length} good traces`);
    // The ids are fixed, so the share is too: five standard deviations around a tenth.
    expect(keptTraces.size).toBeGreaterThan(133);
    expect(keptTraces.size).toBeLessThan(267);
    expect(kept).toHaveLength(keptTraces.size * 3);
  });
});

describe('scrubbing', () => {
  const payload = Buffer.from(JSON.stringify({ instanceId: 'i', appDefId: 'a' })).toString(
    'base64url',
  );
  const SECRETS = {
    accessToken: `OauthNG.JWS.eyJraWQiOiJQb3pIX2FDMiJ9.${payload}.sig-PLANTED`,
    signedInstance: `${createHmac('sha256', 'secret').update(payload).digest('base64url')}.${payload}`,
    // The header is as long as an HMAC. A rule that took the token for a signed instance would
    // leave its signature.
    longHeader: `OauthNG.JWS.eyJraWQiOiJQb3pIX2FDMiIsImFsZyI6IlJTMjU2In0.${payload}.sig2-PLANTED`,
    longJwt: `eyJraWQiOiJQb3pIX2FDMiIsImFsZyI6IlJTMjU2In0.${payload}.sig3-PLANTED`,
    // Too short to look like a signed instance.
    jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJwIn0.PLANTED_signature',
    email: 'olivia.owner+shop@planted.example.co.uk',
    encodedEmail: 'olivia%40planted.example.com',
  };

  /** The parts of a secret that must not appear: all of it, and its recognizable part. */
  const TELLING = [
    ...Object.values(SECRETS),
    payload,
    'sig-PLANTED',
    'olivia',
    'PLANTED_signature',
  ];
  const BY_KEY = {
    authorization: 'opaque-one-PLANTED',
    'http.request.header.authorization': 'opaque-two-PLANTED',
    'http.request.header.cookie': 'session=opaque-PLANTED',
    client_secret: 'opaque-three-PLANTED',
    'owner.email': 'opaque-four-PLANTED',
  };

  function planted(): OtlpSpan {
    const all = Object.values(SECRETS).join(' and ');
    const [span] = requestTrace({ name: 'planted', status: 500 });
    return {
      ...span,
      name: `GET /?token=${all}`,
      traceState: `caller=${SECRETS.accessToken}`,
      status: { code: 2, message: `refused ${all}` },
      attributes: [
        ...span.attributes,
        ...attributesOf({
          ...SECRETS,
          ...BY_KEY,
          'wix.instance.id': INSTANCE,
          sentence: `it said ${all}.`,
        }),
        { key: 'list', value: { arrayValue: { values: [{ stringValue: SECRETS.jwt }] } } },
        {
          key: 'map',
          value: {
            kvlistValue: {
              values: [{ key: 'token', value: { stringValue: SECRETS.accessToken } }],
            },
          },
        },
      ],
      events: [
        {
          name: `exception ${all}`,
          timeUnixNano: times(0).endTimeUnixNano,
          attributes: attributesOf({ 'exception.message': all, ...BY_KEY }),
        },
      ],
    };
  }

  const INSTANCE = '9f0f2c1e-5a55-4b8b-9d0b-2f2a3d5c7e11';

  test('removes tokens, secrets and addresses from every place', async () => {
    const { origin, finish } = await collector();

    await sendSpans(origin, [planted()], { 'host.note': SECRETS.accessToken });
    const bytes = await finish(1);

    expect(TELLING.filter((secret) => bytes.includes(secret))).toEqual([]);
    expect(bytes).not.toContain('PLANTED');
    // Everything else is still there, and so is the mark of the redaction.
    expect(bytes).toContain(INSTANCE);
    expect(bytes).toContain('it said ****');
    expect(bytes).toContain('redaction.masked.count');
  });

  test('uses the same pattern everywhere', () => {
    const config = readFileSync(CONFIG, 'utf8');
    const { processors } = parse(config) as {
      processors: { redaction: { blocked_values: readonly string[] } };
    };
    const inStatements = Array.from(
      config.matchAll(/replace_pattern\([\w.]+, "([^"]+)"/g),
      ([, pattern]) => pattern,
    );

    expect(processors.redaction.blocked_values).toHaveLength(1);
    expect(inStatements).toHaveLength(4);
    expect(new Set(inStatements)).toEqual(new Set(processors.redaction.blocked_values));
  });

  test('is what removes them: without it they pass', async () => {
    const { origin, finish } = await collector({ traceProcessors: ['tail_sampling', 'batch'] });

    await sendSpans(origin, [planted()]);
    const bytes = await finish(1);

    expect(TELLING.filter((secret) => !bytes.includes(secret))).toEqual([]);
  });

  test('keeps the attributes that the server writes', async () => {
    const { origin, finish } = await collector({ goodTracesPercent: 100 });
    const attributes = {
      'wix.instance.id': INSTANCE,
      'wix.site.id': INSTANCE,
      'wix.request.id': '1732543200.1234567890123456789',
      'identity.method': 'signed_instance',
      'url.full': 'https://www.wixapis.com/oauth2/token-info',
      'code.stacktrace': 'at load (node_modules/@wix/sdk/build/wixClient.js:12:3)',
    };
    const span = {
      traceId: traceIdOf('harmless'),
      spanId: 'abcdef0123456789',
      name: 'instance_cache.get',
      kind: INTERNAL,
      attributes: attributesOf(attributes),
      ...times(1),
    };

    await sendSpans(origin, [span]);
    const output = await finish(1);

    const [kept] = spansIn(output);
    expect(kept?.name).toBe('instance_cache.get');
    expect(kept?.attributes).toEqual(attributesOf(attributes));
  });
});

test('the Collector exports metrics under the names that rules and dashboard read', async () => {
  const { origin, metricsUrl } = await collector();

  await sendMetrics(origin, everyMetric(0));

  await waitFor(async () => {
    const text = await (await fetch(metricsUrl)).text();
    const series = new Set(Array.from(text.matchAll(/^(\w+){/gm), ([, name]) => name ?? ''));
    series.delete('target_info');
    expect([...series].sort()).toEqual([...SERIES].sort());
    expect(text).toContain(`${METRIC.entries}{instance="replica-1",job="instance-identity"`);
  });
});

/** The names of the spans, sorted. */
function idsOf(spans: readonly OtlpSpan[]): readonly string[] {
  return spans.map(({ traceId, spanId, name }) => `${traceId} ${spanId} ${name}`).sort();
}
