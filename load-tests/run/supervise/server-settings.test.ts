import { describe, expect, it } from 'vitest';
import { serverSettings } from './server-settings.ts';

describe('the settings of the server under load', () => {
  it('are the profile’s, unless whoever runs it says otherwise', () => {
    const plan = { INSTANCE_TTL_SECONDS: '2', TOKEN_TTL_SECONDS: '30' };
    expect(
      serverSettings(plan, { INSTANCE_TTL_SECONDS: '0', LOG_LEVEL: 'debug' }, undefined),
    ).toEqual({ INSTANCE_TTL_SECONDS: '0', TOKEN_TTL_SECONDS: '30', LOG_LEVEL: 'debug' });
  });

  it('take nothing secret from the environment, and nothing that says where to listen or call', () => {
    const env = {
      WIX_CLIENT_SECRET: 's',
      WIX_API_ORIGIN: 'https://www.wixapis.com',
      PORT: '80',
      HOST: '0.0.0.0',
      PATH: '/',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s',
      TOKEN_OF_SOMETHING_ELSE: 's',
    };
    expect(serverSettings({}, env, undefined)).toEqual({});
  });

  it('say where traces go, when there is a place for them', () => {
    const traced = serverSettings({ TRACE_TRUST_CALLER: 'true' }, {}, 'http://127.0.0.1:4318');
    expect(traced).toEqual({
      TRACE_TRUST_CALLER: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    });
  });
});
