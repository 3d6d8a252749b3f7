import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createPublicKey } from 'node:crypto';
import { text } from 'node:stream/consumers';

import { afterEach, describe, expect, test } from 'vitest';

import { DEVELOPMENT_APP } from './development-app.ts';
import { startEmulator } from './start-emulator.ts';

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], { env });
  started.push(child);
  return child;
}

/** Returns the exit code and standard error of a refused start. */
async function refusal(env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const child = start(env);
  const [[code], errors] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  return { code, lines: errors.trim().split('\n') };
}

describe("the emulator's process", () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'serves at the printed address, and exits with 0 on %s',
    async (signal) => {
      const child = start({ EMULATOR_PORT: '0', ...DEVELOPMENT_APP });
      const [line] = await once(child.stdout, 'data');
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? 'no address printed';

      await fetch(`${origin}/_emulator/faults/token_info`, {
        method: 'PUT',
        body: '{"mode":"hang"}',
      });
      const hanging = fetch(`${origin}/oauth2/token-info`, {
        method: 'POST',
        body: '{"token":"x"}',
      });
      const ended = expect(hanging).rejects.toThrow('fetch failed');
      await expect
        .poll(
          async () => (await (await fetch(`${origin}/_emulator/calls`)).json()).totals.token_info,
          { timeout: 5_000 },
        )
        .toBe(1);

      child.kill(signal);
      expect((await once(child, 'exit'))[0]).toBe(0);
      await ended;
    },
  );

  test.each(['WIX_CLIENT_ID', 'WIX_CLIENT_SECRET'])(
    'refuses to start with a production %s, without printing it',
    async (name) => {
      const { code, lines } = await refusal({ EMULATOR_PORT: '0', [name]: 'real-and-precious' });
      expect(code).toBe(1);
      expect(lines).toEqual([expect.stringMatching(`^${name}: .*production credentials`)]);
      expect(lines.join()).not.toContain('real-and-precious');
    },
  );

  test('prints one line per fault of its configuration', async () => {
    const { code, lines } = await refusal({
      EMULATOR_PORT: '70000',
      EMULATOR_LATENCY_MEDIAN_MS: 'fast',
      EMULATOR_LATENCY_SIGMA: '-1',
      EMULATOR_TOKEN_INFO_COUNTS_TOWARDS_LIMIT: 'yes',
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      'EMULATOR_PORT: "70000" is not a whole number from 0 to 65535, as in EMULATOR_PORT=4400',
      'EMULATOR_LATENCY_MEDIAN_MS: "fast" is not a number from 0 to 60000, as in EMULATOR_LATENCY_MEDIAN_MS=40',
      'EMULATOR_LATENCY_SIGMA: "-1" is not a number from 0 to 3, as in EMULATOR_LATENCY_SIGMA=0.5',
      'EMULATOR_TOKEN_INFO_COUNTS_TOWARDS_LIMIT: "yes" is neither true nor false, as in EMULATOR_TOKEN_INFO_COUNTS_TOWARDS_LIMIT=true',
    ]);
  });

  test('prints one line per fault of the demo site’s options', async () => {
    const { code, lines } = await refusal({
      EMULATOR_PORT: '0',
      DEMO_BUNDLES: '/nowhere',
      DEMO_ENDPOINT: 'localhost:4321/',
      DEMO_TRACE_PAGE: 'http://localhost:4318/',
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^DEMO_BUNDLES: "\/nowhere" contains no built widgets; .* DEMO_BUNDLES=dist-node$/,
      ),
      'DEMO_ENDPOINT: "localhost:4321/" is not an origin, as in DEMO_ENDPOINT=http://localhost:4321',
      expect.stringMatching(
        /^DEMO_TRACE_PAGE: .* is not an address that contains \{traceId\}, as in /,
      ),
    ]);
    expect((await refusal({ EMULATOR_PORT: '0', DEMO_BUNDLES: '/nowhere' })).lines).toContain(
      'DEMO_ENDPOINT: is not set, as in DEMO_ENDPOINT=http://localhost:4321',
    );
  });

  test('explains at / how to get the demo site when there is none', async () => {
    const other = await startEmulator();
    for (const path of ['/', '/_emulator/']) {
      const page = await (await fetch(other.origin + path)).text();
      expect(page).toContain('<code>npm start</code> serves it');
    }
    await other.close();
  });

  test('prints one line when its port is in use', async () => {
    const other = await startEmulator();
    const { code, lines } = await refusal({ EMULATOR_PORT: String(other.port) });
    await other.close();
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringContaining(`EMULATOR_PORT: ${other.port} is in use on 127.0.0.1`),
    ]);
  });

  test('prints one line when it cannot listen on a host', async () => {
    const { code, lines } = await refusal({ EMULATOR_PORT: '0', EMULATOR_HOST: '203.0.113.1' });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('EMULATOR_HOST: cannot listen on 203.0.113.1')]);
  });
});

describe('the development app', () => {
  test('has an RSA public key, as PEM in base64', () => {
    const publicKey = createPublicKey(Buffer.from(DEVELOPMENT_APP.WIX_CLIENT_PUBLIC_KEY, 'base64'));
    expect(publicKey.asymmetricKeyType).toBe('rsa');
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });
});
