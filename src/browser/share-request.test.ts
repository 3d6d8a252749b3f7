import { describe, expect, test, vi } from 'vitest';

import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { ANSWER, failure, never, ok, openPage } from '../test-support/open-page.ts';
import { askForInstance } from './ask-for-instance.ts';

describe('sharing', () => {
  test('six widgets make one request', async () => {
    const { addWidget, requests } = openPage(() => ok());
    const widgets = Array.from({ length: 6 }, () => addWidget());
    for (const { result } of widgets) expect(await result).toEqual({ kind: 'ready', data: ANSWER });
    expect(requests).toHaveLength(1);
  });

  test('a later widget takes the answer while it is fresh, and asks when it no longer is', async () => {
    const { addWidget, requests, clock } = openPage(() => ok(ANSWER, 30));
    await addWidget().result;
    await clock.advance(29_999);
    await addWidget().result;
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    await addWidget().result;
    expect(requests).toHaveLength(2);
  });

  test.each([
    ['that the endpoint is just renewing', () => ok(ANSWER, 0)],
    ['that may not be kept', () => Response.json(ANSWER)],
    ['that cannot be read', () => ok(null)],
  ])('an answer %s is good for half a minute on the page', async (_, answer) => {
    const { addWidget, requests, clock } = openPage(answer);
    for (let n = 0; n < 6; n++) await addWidget().result;
    await clock.advance(29_999);
    await addWidget().result;
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    await addWidget().result;
    expect(requests).toHaveLength(2);
  });

  test('a longer max-age is believed', async () => {
    const { addWidget, requests, clock } = openPage(() => ok(ANSWER, 60));
    await addWidget().result;
    await clock.advance(59_999);
    await addWidget().result;
    expect(requests).toHaveLength(1);
  });

  test('a refusal is believed for half a minute, an outage for five seconds', async () => {
    const refused = openPage(() => failure(403));
    await refused.addWidget().result;
    await refused.clock.advance(29_999);
    await refused.addWidget().result;
    expect(refused.requests).toHaveLength(1);
    await refused.clock.advance(1);
    await refused.addWidget().result;
    expect(refused.requests).toHaveLength(2);

    const out = openPage(() => failure(500));
    out.addWidget({ random: () => 0 });
    await out.clock.advance(750);
    expect(out.requests).toHaveLength(3);
    await out.clock.advance(4_999);
    await out.addWidget().result;
    expect(out.requests).toHaveLength(3);
    await out.clock.advance(1);
    out.addWidget();
    await settle();
    expect(out.requests).toHaveLength(4);
  });

  test('two copies of the client, as two kinds of bundle bring them, share it too', async () => {
    const page = {};
    let requests = 0;
    const askWithCopy = async () => {
      vi.resetModules();
      const copy = await import('./ask-for-instance.ts');
      expect(copy.askForInstance).not.toBe(askForInstance);
      return copy.askForInstance(
        {
          fetchWithAuth: () => {
            requests += 1;
            return Promise.resolve(ok());
          },
          bundleUrl: 'https://bundles.example/x.js',
          signal: new AbortController().signal,
        },
        { clock: createFakeClock(), random: Math.random, page },
      );
    };
    const [first, second] = [await askWithCopy(), await askWithCopy()];
    expect(first).toEqual(second);
    expect(requests).toBe(1);
  });

  test('endpoints of two origins are asked apart', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await Promise.all([
      addWidget().result,
      addWidget({ bundleUrl: 'https://other.example/x.js' }).result,
    ]);
    expect(requests).toHaveLength(2);
  });

  test('a bundle whose token never comes does not keep the others waiting: the next attempt is theirs', async () => {
    const { addWidget, clock, requests } = openPage(() => ok());
    const stuck = addWidget({ fetchWithAuth: () => new Promise(() => undefined) });
    const other = addWidget({ by: 'component' });
    await clock.advance(11_000);
    expect(await stuck.result).toMatchObject({ kind: 'ready' });
    expect(await other.result).toMatchObject({ kind: 'ready' });
    expect(requests.map(({ by }) => by)).toEqual(['component']);
  });
});

describe('a removed widget', () => {
  test('takes its request with it when it was the last that waited', async () => {
    const { addWidget, requests } = openPage(never);
    const first = addWidget();
    const second = addWidget();
    await settle();
    first.remove();
    expect(await first.result).toEqual({ kind: 'unavailable' });
    expect(requests[0]?.init.signal?.aborted).toBe(false);
    second.remove();
    expect(await second.result).toEqual({ kind: 'unavailable' });
    expect(requests[0]?.init.signal?.aborted).toBe(true);
  });

  test('also while the next attempt is waited for, which then is not made', async () => {
    const { addWidget, requests, clock } = openPage(() => failure(503, '5'));
    const widget = addWidget();
    await settle();
    widget.remove();
    expect(await widget.result).toEqual({ kind: 'unavailable' });
    await settle();
    expect(clock.timers()).toBe(0);
    await clock.advance(60_000);
    expect(requests).toHaveLength(1);
  });

  test('does not spoil it for one that comes after', async () => {
    const { addWidget, requests } = openPage(never, () => ok());
    const gone = addWidget();
    await settle();
    gone.remove();
    expect(await addWidget().result).toMatchObject({ kind: 'ready' });
    expect(requests).toHaveLength(2);
  });

  test('that was gone before it asked makes no request', async () => {
    const { addWidget, requests } = openPage(() => ok());
    const place = new AbortController();
    place.abort();
    expect(await addWidget({ place }).result).toEqual({ kind: 'unavailable' });

    const { remove, result } = addWidget();
    remove();
    await result;
    await settle();
    expect(requests).toHaveLength(0);
  });

  test('that already has its answer aborts nothing and leaves it to the others', async () => {
    const { addWidget, requests } = openPage(() => ok());
    const { remove, result } = addWidget();
    await result;
    remove();
    expect(await addWidget().result).toMatchObject({ kind: 'ready' });
    expect(requests).toHaveLength(1);
  });
});
