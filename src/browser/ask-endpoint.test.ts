import { describe, expect, test } from 'vitest';

import { ANSWER, failure, ok, openPage } from '../test-support/open-page.ts';

describe('the request', () => {
  test('goes to the origin that served the bundle, with a trace of its own that asks for nothing', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await addWidget().result;

    const [{ url, init } = { url: '', init: {} }] = requests;
    expect(url).toBe('https://bundles.example/api/get-instance');
    expect(init.headers).toEqual({
      traceparent: expect.stringMatching(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$/),
    });
    expect(init.credentials).toBe('omit');
  });

  test('leaves caching to the browser, which knows the ETag', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await addWidget().result;
    expect(requests[0]?.init.cache).toBeUndefined();
  });

  test('begins another trace at each attempt', async () => {
    const { addWidget, requests, clock } = openPage(
      () => failure(503),
      () => ok(),
    );
    let thrown = 0;
    addWidget({ random: () => ((thrown += 7) % 97) / 97 });
    await clock.advance(1_000);
    const traces = requests.map(({ init }) => new Headers(init.headers).get('traceparent'));
    expect(new Set(traces).size).toBe(2);
  });

  test('is not made by a bundle that came from no server', async () => {
    const { addWidget, requests } = openPage(() => ok());
    expect(await addWidget({ bundleUrl: 'data:text/javascript,1' }).result).toEqual({
      kind: 'unavailable',
    });
    expect(requests).toHaveLength(0);
  });
});

describe('the answer', () => {
  test('is ready with the fields that widgets know, and no other', async () => {
    const { addWidget } = openPage(() =>
      ok({ ...ANSWER, site: { ...ANSWER.site, ownerEmail: 'o@owner.example' }, extra: 1 }),
    );
    expect(await addWidget().result).toEqual({ kind: 'ready', data: ANSWER });
  });

  test.each([401, 403, 404])('%i is a refusal, and not asked again', async (status) => {
    const { addWidget, requests, clock } = openPage(() => failure(status, '1'));
    expect(await addWidget().result).toEqual({ kind: 'refused' });
    await clock.advance(60_000);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['no JSON', () => new Response('<html>')],
    ['nothing', () => new Response(null, { status: 200 })],
    ['null', () => ok(null)],
    ['a list', () => ok([])],
    ['no id', () => ok({ ...ANSWER, instanceId: undefined })],
    ['an id that is a number', () => ok({ ...ANSWER, instanceId: 1 })],
    ['no instance', () => ok({ instanceId: 'a' })],
    ['an instance that is a text', () => ok({ ...ANSWER, instance: 'x' })],
    ['no app name', () => ok({ ...ANSWER, instance: { isFree: true } })],
    ['an app name that is an object', () => ok({ ...ANSWER, instance: { appName: {} } })],
    ['a flag that is a text', () => ok({ ...ANSWER, instance: { appName: 'x', isFree: 'no' } })],
    [
      'billing that is a list of texts',
      () => ok({ ...ANSWER, instance: { appName: 'x', billing: 'x' } }),
    ],
    ['a site name that is a number', () => ok({ ...ANSWER, site: { siteDisplayName: 7 } })],
    ['204', () => new Response(null, { status: 204 })],
    ['a teapot', () => failure(418)],
  ])('is unavailable when it is %s, at once', async (_, answer) => {
    const { addWidget, requests } = openPage(answer);
    expect(await addWidget().result).toEqual({ kind: 'unavailable' });
    expect(requests).toHaveLength(1);
  });

  test('does without site, billing and null fields', async () => {
    const { addWidget } = openPage(() =>
      ok({ instanceId: 'a', instance: { appName: 'x', isFree: null }, site: null }),
    );
    expect(await addWidget().result).toEqual({
      kind: 'ready',
      data: { instanceId: 'a', instance: { appName: 'x' } },
    });
  });
});
