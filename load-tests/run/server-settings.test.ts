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
    };
    expect(serverSettings({}, env, undefined)).toEqual({});
  });

  it('trace what the generator says is traced, when there is a place to send it to', () => {
    expect(serverSettings({}, {}, 'http://127.0.0.1:4318')).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      TRACE_TRUST_CALLER: 'true',
    });
  });
});
