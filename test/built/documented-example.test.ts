import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { BASELINE, BASELINE_ENTRY } from '../../scripts/build-baseline.ts';
import { type SpawnedProcess, spawnNode } from '../support/spawn-process.ts';

/** The source of the figures for the documentation's example. */
describe('the documentation’s example', () => {
  let emulator: Emulator;
  let server: SpawnedProcess;
  let endpoint: string;

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    server = spawnNode(['--import', `./${BASELINE}/redirect.ts`, BASELINE_ENTRY], {
      ...DEVELOPMENT_APP,
      WIX_API_ORIGIN: emulator.origin,
      HOST: '127.0.0.1',
      PORT: '0',
    });
    const [, origin] = await server.printed(/listening on (http:\S+)/);
    endpoint = `${String(origin)}/api/get-instance`;
  });
  afterAll(async () => {
    await server.kill();
    await emulator.close();
  });

  test('makes five calls to Wix for every widget view', async () => {
    const { token } = emulator.world.mintToken({ kind: 'opaque', instance: 5 });
    for (const view of [1, 2]) {
      emulator.world.calls.clear();
      const response = await fetch(endpoint, { headers: { Authorization: token } });
      expect(response.status).toBe(200);
      const { totals } = emulator.world.calls.report();
      // In order: Wix's middleware and the endpoint; the elevation and the monitor; the data.
      expect(totals, `view ${view}`).toEqual({ token_info: 2, app_token: 2, get_app_instance: 1 });
    }
  });

  test('reveals the site owner’s address to a visitor', async () => {
    const { token } = emulator.world.mintToken({ kind: 'opaque', subject: 'visitor', instance: 5 });
    const response = await fetch(endpoint, { headers: { Authorization: token } });
    expect(await response.text()).toContain('@owner.example');
  });

  test('answers a request without a token with the data of one of the app’s instances', async () => {
    const response = await fetch(endpoint);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ instance: { instanceId: instanceIdOf(0) } });
  });
});
