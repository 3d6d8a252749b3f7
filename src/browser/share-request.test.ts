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

  test('a later widget uses the answer while it is fresh and makes a request after that', async () => {
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
    ['that the endpoint is revalidating', () => ok(ANSWER, 0)],
    ['without a max-age', () => Response.json(ANSWER)],
    ['that cannot be parsed', () => ok(null)],
  ])('an answer %s is shared for 30 s', async (_, answer) => {
    const { addWidget, requests, clock } = openPage(answer);
    for (let n = 0; n < 6; n++) await addWidget().result;
    await clock.advance(29_999);
    await addWidget().result;
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    await addWidget().result;
    expect(requests).toHaveLength(2);
  });

  test('a longer max-age is respected', async () => {
    const { addWidget, requests, clock } = openPage(() => ok(ANSWER, 60));
    await addWidget().result;
    await clock.advance(59_999);
    await addWidget().result;
    expect(requests).toHaveLength(1);
  });

  test('a refusal is shared for 30 s, an outage for 5 s', async () => {
    const refused = openPage(() => failure(403));
    await refused.addWidget().result;
    await refused.clock.advance(29_999);
    await refused.addWidget().result;
    expect(refused.requests).toHaveLength(1);
    await refused.clock.advance(1);
    await refused.addWidget().result;
    expect(refused.requests).toHaveLength(2);

    const down = openPage(() => failure(500));
    down.addWidget({ random: () => 0 });
    await down.clock.advance(750);
    expect(down.requests).toHaveLength(3);
    await down.clock.advance(4_999);
    await down.addWidget().result;
    expect(down.requests).toHaveLength(3);
    await down.clock.advance(1);
    down.addWidget();
    await settle();
    expect(down.requests).toHaveLength(4);
  });

  test('two copies of the client, from two kinds of bundle, share one request', async () => {
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

  test('endpoints of two origins get separate requests', async () => {
    const { addWidget, requests } = openPage(() => ok());
    await Promise.all([
      addWidget().result,
      addWidget({ bundleUrl: 'https://other.example/x.js' }).result,
    ]);
    expect(requests).toHaveLength(2);
  });

  test('the next attempt uses another bundle’s token when the first token never arrives', async () => {
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
  test('aborts the request when it was the last one waiting', async () => {
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

  test('cancels a retry that is still waiting', async () => {
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

  test('does not affect a later widget', async () => {
    const { addWidget, requests } = openPage(never, () => ok());
    const gone = addWidget();
    await settle();
    gone.remove();
    expect(await addWidget().result).toMatchObject({ kind: 'ready' });
    expect(requests).toHaveLength(2);
  });

  test('makes no request if it was removed before', async () => {
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

  test('leaves its answer to the other widgets', async () => {
    const { addWidget, requests } = openPage(() => ok());
    const { remove, result } = addWidget();
    await result;
    remove();
    expect(await addWidget().result).toMatchObject({ kind: 'ready' });
    expect(requests).toHaveLength(1);
  });
});
