import { describe, expect, test } from 'vitest';
import { serverSettings } from './server-settings.ts';

const OTLP = 'http://127.0.0.1:4318';

describe('the settings of the server under load', () => {
  test('are the profile’s, overridden by the environment', () => {
    const plan = { INSTANCE_TTL_SECONDS: '2', TOKEN_TTL_SECONDS: '30' };
    const env = { INSTANCE_TTL_SECONDS: '0', LOG_LEVEL: 'debug' };
    expect(serverSettings(plan, env, {})).toEqual({
      INSTANCE_TTL_SECONDS: '0',
      TOKEN_TTL_SECONDS: '30',
      LOG_LEVEL: 'debug',
    });
  });

  test('take no secret from the environment, and no address to listen on or to call', () => {
    const env = {
      WIX_CLIENT_SECRET: 's',
      WIX_API_ORIGIN: 'https://www.wixapis.com',
      PORT: '80',
      HOST: '0.0.0.0',
      PATH: '/',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s',
      TOKEN_OF_SOMETHING_ELSE: 's',
    };
    expect(serverSettings({}, env, {})).toEqual({});
  });

  test('record a share of the requests as traces when there is an endpoint for them', () => {
    expect(serverSettings({}, {}, { otlp: OTLP })).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: OTLP,
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.01',
    });
    expect(serverSettings({}, {}, { otlp: OTLP, traceShare: 0.5 })).toMatchObject({
      OTEL_TRACES_SAMPLER_ARG: '0.5',
    });
    expect(serverSettings({}, { OTEL_TRACES_SAMPLER: 'always_on' }, { otlp: OTLP })).toMatchObject({
      OTEL_TRACES_SAMPLER: 'always_on',
    });
  });
});
