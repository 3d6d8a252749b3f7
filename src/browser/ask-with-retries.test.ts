import { describe, expect, test } from 'vitest';

import { broken, failure, never, ok, openPage } from '../test-support/open-page.ts';

describe('retries', () => {
  test.each([500, 502, 503, 504, 429])('%i is retried with growing delays', async (status) => {
    const { addWidget, requests, clock } = openPage(() => failure(status));
    const { result } = addWidget({ random: () => 0.999 });
    await clock.advance(60_000);
    expect(await result).toEqual({ kind: 'unavailable' });

    const times = requests.map(({ atMs }) => Math.round(atMs));
    expect(times).toEqual([0, 500, 1_500 - 1]);
  });

  test('follow a network failure, and a later answer is used', async () => {
    const { addWidget, requests, clock } = openPage(broken, broken, () => ok());
    const { result } = addWidget();
    await clock.advance(60_000);
    expect(await result).toMatchObject({ kind: 'ready' });
    expect(requests).toHaveLength(3);
  });

  test('are spread over half of the delay, so that pages do not retry together', async () => {
    const times = await Promise.all(
      [0, 0.999].map(async (dice) => {
        const { addWidget, requests, clock } = openPage(
          () => failure(502),
          () => ok(),
        );
        addWidget({ random: () => dice });
        await clock.advance(60_000);
        return Math.round(requests[1]?.atMs ?? -1);
      }),
    );
    expect(times).toEqual([250, 500]);
  });

  test('come a little after a Retry-After in seconds, and never before it', async () => {
    const { addWidget, requests, clock } = openPage(
      () => failure(503, '4'),
      () => ok(),
    );
    const { result } = addWidget({ random: () => 0 });
    await clock.advance(3_999);
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect(requests).toHaveLength(2);
    expect(await result).toMatchObject({ kind: 'ready' });

    const other = openPage(
      () => failure(429, '4'),
      () => ok(),
    );
    other.addWidget({ random: () => 0.5 });
    await other.clock.advance(60_000);
    expect(other.requests[1]?.atMs).toBe(4_500);
  });

  test('never come before a Retry-After as a date', async () => {
    const { addWidget, requests, clock } = openPage(
      () => failure(503, new Date(clock.epochMs() + 7_000).toUTCString()),
      () => ok(),
    );
    addWidget({ random: () => 0 });
    await clock.advance(6_999);
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect(requests).toHaveLength(2);
  });

  test('do not wait longer than 30 s, and no widget of the page calls before Retry-After', async () => {
    const { addWidget, requests, clock } = openPage(
      () => failure(429, '120'),
      () => ok(),
    );
    expect(await addWidget().result).toEqual({ kind: 'unavailable' });

    await clock.advance(119_999);
    expect(await addWidget().result).toEqual({ kind: 'unavailable' });
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect(await addWidget().result).toMatchObject({ kind: 'ready' });
  });

  test('limit Retry-After to five minutes and ignore an unreadable one', async () => {
    const endless = openPage(
      () => failure(429, '99999999'),
      () => ok(),
    );
    await endless.addWidget().result;
    await endless.clock.advance(300_000);
    expect(await endless.addWidget().result).toMatchObject({ kind: 'ready' });

    for (const unreadable of ['soon', '-3', '1.5']) {
      const odd = openPage(
        () => failure(429, unreadable),
        () => ok(),
      );
      odd.addWidget({ random: () => 0.999 });
      await odd.clock.advance(499);
      expect(odd.requests).toHaveLength(1);
      await odd.clock.advance(1);
      expect(odd.requests).toHaveLength(2);
    }
  });

  test('end an attempt without an answer or a token after ten seconds', async () => {
    const { addWidget, requests, clock } = openPage(never, () => ok());
    const { result } = addWidget({ random: () => 0.999 });
    await clock.advance(9_999);
    expect(requests[0]?.init.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(requests[0]?.init.signal?.aborted).toBe(true);
    await clock.advance(500);
    expect(await result).toMatchObject({ kind: 'ready' });
  });

  test('leave no timer behind', async () => {
    const { addWidget, clock } = openPage(
      () => failure(503),
      () => ok(),
    );
    addWidget();
    await clock.advance(5_000);
    expect(clock.timers()).toBe(0);
  });
});
