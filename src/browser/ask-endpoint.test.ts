import { describe, expect, test } from 'vitest';

import { ANSWER, failure, ok, openPage } from '../test-support/open-page.ts';

describe('the request', () => {
  test('goes to the origin that served the bundle, without headers that a preflight would have to allow', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await addWidget().result;

    const [{ url, init } = { url: '', init: {} }] = requests;
    expect(url).toBe('https://bundles.example/api/get-instance');
    expect(init.headers).toBeUndefined();
    expect(init.credentials).toBe('omit');
  });

  test('leaves caching to the browser', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await addWidget().result;
    expect(requests[0]?.init.cache).toBeUndefined();
  });

  test('is not made by a bundle without a server origin', async () => {
    const { addWidget, requests } = openPage(() => ok());
    expect(await addWidget({ bundleUrl: 'data:text/javascript,1' }).result).toEqual({
      kind: 'unavailable',
    });
    expect(requests).toHaveLength(0);
  });
});

describe('the response', () => {
  test('is reduced to the fields that widgets use', async () => {
    const { addWidget } = openPage(() =>
      ok({ ...ANSWER, site: { ...ANSWER.site, ownerEmail: 'o@owner.example' }, extra: 1 }),
    );
    expect(await addWidget().result).toEqual({ kind: 'ready', data: ANSWER });
  });

  test.each([401, 403, 404])('%i is a refusal and is not retried', async (status) => {
    const { addWidget, requests, clock } = openPage(() => failure(status, '1'));
    expect(await addWidget().result).toEqual({ kind: 'refused' });
    await clock.advance(60_000);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['not JSON', () => new Response('<html>')],
    ['empty', () => new Response(null, { status: 200 })],
    ['null', () => ok(null)],
    ['an array', () => ok([])],
    ['without an id', () => ok({ ...ANSWER, instanceId: undefined })],
    ['with a number as the id', () => ok({ ...ANSWER, instanceId: 1 })],
    ['without an instance', () => ok({ instanceId: 'a' })],
    ['with a string as the instance', () => ok({ ...ANSWER, instance: 'x' })],
    ['without an app name', () => ok({ ...ANSWER, instance: { isFree: true } })],
    ['with an object as the app name', () => ok({ ...ANSWER, instance: { appName: {} } })],
    ['with a string as a flag', () => ok({ ...ANSWER, instance: { appName: 'x', isFree: 'no' } })],
    ['with a string as billing', () => ok({ ...ANSWER, instance: { appName: 'x', billing: 'x' } })],
    ['with a number as the site name', () => ok({ ...ANSWER, site: { siteDisplayName: 7 } })],
    ['204', () => new Response(null, { status: 204 })],
    ['418', () => failure(418)],
  ])('is unavailable, without a retry: %s', async (_, answer) => {
    const { addWidget, requests } = openPage(answer);
    expect(await addWidget().result).toEqual({ kind: 'unavailable' });
    expect(requests).toHaveLength(1);
  });

  test('may lack the site, billing and null fields', async () => {
    const { addWidget } = openPage(() =>
      ok({ instanceId: 'a', instance: { appName: 'x', isFree: null }, site: null }),
    );
    expect(await addWidget().result).toEqual({
      kind: 'ready',
      data: { instanceId: 'a', instance: { appName: 'x' } },
    });
  });
});
