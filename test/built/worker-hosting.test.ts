import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP, OTHER_APP } from '../../emulator/development-app.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { expectDescribed } from '../support/expect-described.ts';
import { parseRaw, rawRequest, sendRaw } from '../support/send-raw.ts';
import { startWorker, type StartedWorker } from '../support/start-worker.ts';
import { waitFor } from '../support/wait-for.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
});
afterAll(() => emulator.close());

let worker: StartedWorker;
afterEach(() => worker.close());

async function start(bindings: Readonly<Record<string, string>>): Promise<void> {
  worker = await startWorker(emulator.origin, bindings);
}

/** Output may arrive shortly after the response. */
const lines = () =>
  worker
    .output()
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly level: string; readonly msg: string });

const mint = () => emulator.world.mintToken({ kind: 'signed', instance: 1 }).token;

async function send(requestLine: string, ...headers: string[]) {
  return parseRaw(await sendRaw(worker.port, rawRequest(requestLine, 'Host: x', ...headers)));
}

/** Sends one request to the endpoint and checks the response against docs/openapi.yaml. */
async function ask(method = 'GET', headers: Readonly<Record<string, string>> = {}) {
  const path = '/api/get-instance';
  const request = new Request(`http://app.example${path}`, {
    method,
    headers: { Authorization: mint(), ...headers },
  });
  const response = await worker.send(request);
  const body = await response.text();
  expectDescribed({ method, path, status: response.status, headers: response.headers, body });
  return { status: response.status, headers: response.headers, body };
}

const FORMS = [
  ['text/plain', undefined],
  ['application/x-www-form-urlencoded', 'https://evil.example'],
  ['multipart/form-data; boundary=x', 'null'],
  [undefined, undefined],
  [undefined, 'https://evil.example'],
] as const;

const headersOf = ([contentType, origin]: (typeof FORMS)[number]) => [
  'Content-Length: 0',
  ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
  ...(origin === undefined ? [] : [`Origin: ${origin}`]),
];

describe('on Wix hosting', () => {
  test('other methods return 405 with CORS for any content type and origin', async () => {
    await start({ ...DEVELOPMENT_APP });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
      for (const form of FORMS) {
        const answer = await send(`${method} /api/get-instance`, ...headersOf(form));
        const what = `${method} ${form.join()}`;
        expect(answer.status, what).toBe(405);
        expect(answer.headers.get('Access-Control-Allow-Origin'), what).toBe('*');
        expect(answer.headers.get('Allow'), what).toBe('GET, HEAD, OPTIONS');
        expect(answer.headers.get('Content-Type'), what).toBe('application/problem+json');
      }
    }
  });

  test('a form from another site is refused on every other route, but not on the webhooks', async () => {
    await start({ ...DEVELOPMENT_APP });
    for (const form of FORMS) {
      const answer = await send('POST /api/auth/login', ...headersOf(form));
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('Cross-site POST form submissions are forbidden');
      expect((await send('POST /_wix/extensions/webhooks/none', ...headersOf(form))).status).toBe(
        404,
      );
    }
    const sameOrigin = await send('POST /api/auth/login', 'Content-Length: 0', 'Origin: http://x');
    expect(sameOrigin.status).not.toBe(403);
  });

  test('two Authorization headers return malformed_token', async () => {
    await start({ ...DEVELOPMENT_APP });
    const header = `Authorization: ${mint()}`;
    const answer = await send('GET /api/get-instance', header, header);
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('"malformed_token"');
    expect(worker.outgoing).toEqual([]);
  });

  test.each([
    ['WIX_CLIENT_SECRET', ''],
    ['WIX_CLIENT_SECRET', `"${DEVELOPMENT_APP.WIX_CLIENT_SECRET}"`],
    ['WIX_CLIENT_ID', 'not-a-guid'],
  ])('%s=%s returns 503 misconfigured with CORS and is logged once', async (name, value) => {
    // An empty value counts as unset.
    await start({ ...DEVELOPMENT_APP, [name]: value });
    for (let n = 0; n < 3; n++) {
      const { status, headers, body } = await ask('GET', { Origin: 'https://site.example' });
      expect(status).toBe(503);
      expect(JSON.parse(body)).toMatchObject({ code: 'misconfigured' });
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(body).not.toContain(name);
    }
    expect((await ask('OPTIONS')).status).toBe(204);
    expect(worker.outgoing).toEqual([]);
    await waitFor(() => {
      const errors = lines().filter(({ level }) => level === 'error');
      expect(errors.map(({ msg }) => msg)).toEqual([expect.stringMatching(`^${name} `)]);
    });
    expect(worker.output()).not.toContain(DEVELOPMENT_APP.WIX_CLIENT_SECRET);
  });

  test('wrong optional variables fall back to the default and are logged once', async () => {
    await start({
      ...DEVELOPMENT_APP,
      INSTANCE_TTL_SECONDS: '1 minute',
      TRACE_TRUST_CALLER: '"true"',
      WIX_CLIENT_PUBLIC_KEY: 'no key',
      HOST: 'a b',
      PORT: 'abc',
      REDIS_URL: 'here',
      DRAIN_SECONDS: '-1',
    });
    for (let n = 0; n < 3; n++) expect((await ask()).status).toBe(200);
    const { headers } = await ask();
    expect(headers.get('Cache-Status')).toMatch(/; hit; ttl=[56]\d$/);
    await waitFor(() => {
      expect(lines().map(({ level, msg }) => [level, msg.split(' ')[0]])).toEqual([
        ['warn', 'WIX_CLIENT_PUBLIC_KEY'],
        ['warn', 'INSTANCE_TTL_SECONDS'],
        ['warn', 'TRACE_TRUST_CALLER'],
      ]);
    });
  });

  test('variables that the endpoint does not need may be missing', async () => {
    const { WIX_CLIENT_ID, WIX_CLIENT_SECRET } = DEVELOPMENT_APP;
    await start({ WIX_CLIENT_ID, WIX_CLIENT_SECRET });
    expect((await ask()).status).toBe(200);
    expect(worker.output()).toBe('');
  });

  test('the app id of the environment takes effect, in capitals too, and is logged once if the bundle was built for another app', async () => {
    await start({ ...DEVELOPMENT_APP, WIX_CLIENT_ID: DEVELOPMENT_APP.WIX_CLIENT_ID.toUpperCase() });
    expect((await ask()).status).toBe(200);
    expect(worker.output()).toBe('');
    await worker.close();

    await start({ ...DEVELOPMENT_APP, ...OTHER_APP });
    const { token } = emulator.world.mintToken({ kind: 'opaque', otherApp: true });
    for (let n = 0; n < 2; n++) {
      const { body } = await ask('GET', { Authorization: token });
      expect(body).not.toContain('wrong_app');
    }
    await waitFor(() => {
      expect(lines().filter(({ msg }) => msg.includes('was built for the app'))).toHaveLength(1);
    });
  });
});
