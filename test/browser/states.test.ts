import type { Page, Route } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instance-id.ts';
import type { TokenOrder } from '../../emulator/mint-token.ts';
import { OPERATIONS } from '../../emulator/operations.ts';
import { NODE_BUNDLE } from '../../scripts/build-node.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { screenshot } from './support/screenshot.ts';
import { openStage, type Stage } from './support/stage.ts';
import { useDemo } from './support/use-demo.ts';
import { watchNetwork } from './support/watch-network.ts';

const BADGE = '<instance-badge display-name="Our shop"></instance-badge>';
const ENDPOINT = '**/api/get-instance';

describe('the states of a widget', () => {
  const demo = useDemo();
  const stages: Stage[] = [];
  afterEach(() => Promise.all(stages.splice(0).map((stage) => stage.close())));

  /** Opens a page with this markup for a visitor with this token. */
  async function show(page: Page, markup: string, order: TokenOrder = {}): Promise<void> {
    const { token } = demo.world.mintToken({ instance: 1, ...order });
    const staging = { build: NODE_BUNDLE, statics: demo.origin, token };
    stages.push(await openStage(page, markup, staging));
  }

  const inState = (page: Page, state: string) =>
    page.locator(`instance-badge [data-state="${state}"]`).first().waitFor();
  const answer = (body: string, contentType: string) => (route: Route) =>
    route.fulfill({ body, contentType, headers: { 'Access-Control-Allow-Origin': '*' } });
  const breakWix = () => {
    for (const operation of OPERATIONS) demo.world.faults.set(operation, { status: 503 });
  };

  const NOTHING_TO_SHOW: readonly (readonly [
    string,
    {
      readonly order?: TokenOrder;
      readonly wix?: () => void;
      readonly route?: (route: Route) => unknown;
    },
  ])[] = [
    ['Wix is down and nothing is cached', { order: { instance: 5 }, wix: breakWix }],
    ['Wix does not accept the token', { order: { forged: true } }],
    ['the token belongs to another app', { order: { otherApp: true } }],
    ['the app was removed', { order: { instance: 6 }, wix: () => demo.world.instances.remove(6) }],
    ['the response is an HTML page', { route: answer('<h1>Welcome</h1>', 'text/html') }],
    ['the response lacks fields', { route: answer('{"instanceId":7}', 'application/json') }],
    [
      'the response has fields of another type',
      { route: answer('{"instanceId":"7","instance":{"appName":{}}}', 'application/json') },
    ],
    ['the network is down', { route: (route) => route.abort() }],
  ];

  test.each(NOTHING_TO_SHOW)(
    'shows the fallback without an error text when %s',
    async (name, { order = {}, wix, route }) => {
      wix?.();
      const { page, complaints, layoutShift } = await demo.blank();
      if (route) await page.route(ENDPOINT, (intercepted) => void route(intercepted));
      await show(page, BADGE, order);
      await inState(page, 'fallback');

      const text = await page
        .locator('instance-badge')
        .evaluate((badge) => (badge.shadowRoot ?? badge).textContent);
      expect(text).not.toMatch(/error|fail|sorry|unavailable|refused|null|undefined|\b[45]\d\d\b/i);
      for (const id of [1, 5, 6].map(instanceIdOf)) expect(text).not.toContain(id);
      expect(await layoutShift()).toEqual({ value: 0, moved: [] });
      // The browser itself logs a failed request. The widget logs nothing.
      expect(complaints.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([]);
      await screenshot(page, `fallback-${name.replaceAll(/\W+/g, '-')}`);
      await expectAccessible(page);
    },
  );

  test.each([
    ['light', {}, ''],
    ['dark', { colorScheme: 'dark' }, ''],
    ['right-to-left', {}, 'dir="rtl"'],
    ['reduced-motion', { reducedMotion: 'reduce' }, ''],
    ['forced-colors', { forcedColors: 'active' }, ''],
  ] as const)(
    'shows loading bars and content without a layout shift: %s',
    async (name, options, attribute) => {
      const { page, layoutShift } = await demo.blank(options);
      let answerNow: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (answerNow = resolve));
      await page.route(ENDPOINT, async (route) => {
        await held;
        await route.continue();
      });
      await show(page, `<div ${attribute}>${BADGE}</div>`);
      await inState(page, 'loading');
      const size = await page.locator('instance-badge').boundingBox();
      await screenshot(page, `skeleton-${name}`);
      await expectAccessible(page);
      answerNow?.();
      await inState(page, 'ready');
      await screenshot(page, `ready-${name}`);
      expect(await page.locator('instance-badge').boundingBox()).toEqual(size);
      expect(await layoutShift()).toEqual({ value: 0, moved: [] });
      await expectAccessible(page);
    },
  );

  test('does not animate the loading bars with reduced motion', async () => {
    const animations = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await demo.blank({ reducedMotion });
      await page.route(ENDPOINT, () => undefined);
      await show(page, BADGE);
      await inState(page, 'loading');
      return page.evaluate(() => {
        const root = document.querySelector('instance-badge')?.shadowRoot ?? document;
        return root.getAnimations().filter(({ playState }) => playState === 'running').length;
      });
    };
    expect(await animations('no-preference')).toBeGreaterThan(0);
    expect(await animations('reduce')).toBe(0);
  });

  test('makes no request before it is near the viewport', async () => {
    const { page } = await demo.blank();
    const network = await watchNetwork(page);
    const requests = () => network.filter(({ url }) => url.endsWith('/api/get-instance')).length;
    await show(page, `<div style="height: 5000px"></div>${BADGE}`);
    await page.locator('instance-badge [data-state="loading"]').waitFor({ state: 'attached' });
    await page.evaluate(() => new Promise((seen) => requestIdleCallback(seen, { timeout: 500 })));
    expect(requests()).toBe(0);
    await page.evaluate(() => scrollTo(0, 5000));
    await inState(page, 'ready');
    expect(requests()).toBeGreaterThan(0);
  });

  test('retries after Retry-After, and not before', async () => {
    const { page } = await demo.blank();
    await page.clock.install();
    let requests = 0;
    await page.route(ENDPOINT, (route) => {
      requests++;
      if (requests > 1) return route.continue();
      const headers = {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': 'Retry-After',
        'Retry-After': '20',
      };
      return route.fulfill({ status: 503, headers, body: '{}' });
    });
    await show(page, BADGE);
    await waitFor(() => expect(requests).toBe(1));
    await page.clock.runFor(19_900);
    expect(requests).toBe(1);
    // The loading bars end earlier than that.
    await inState(page, 'fallback');
    // The client adds up to a quarter, so that pages do not all retry at once.
    await page.clock.runFor(5_200);
    await inState(page, 'ready');
    expect(requests).toBe(2);
  });

  test('aborts its request when it is removed', async () => {
    const { page, complaints } = await demo.blank();
    const dropped: string[] = [];
    page.on('requestfailed', (request) => dropped.push(request.failure()?.errorText ?? ''));
    let requests = 0;
    await page.route(ENDPOINT, () => {
      requests++;
    });
    await show(page, BADGE);
    await waitFor(() => expect(requests).toBe(1));
    expect(dropped).toEqual([]);
    await page.evaluate(() => document.querySelector('instance-badge')?.remove());
    await waitFor(() => expect(dropped).toEqual(['net::ERR_ABORTED']));
    expect(complaints).toEqual([]);
  });

  test.each([
    `<img src=x onerror="document.title='broken into'">`,
    `</p><script>document.title='broken into'</script>`,
    `"><svg onload="document.title='broken into'">`,
  ])('shows markup in an attribute as text: %s', async (markup) => {
    const { page } = await demo.blank();
    const escaped = markup.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    await show(page, `<instance-badge display-name="${escaped}"></instance-badge>`);
    await inState(page, 'ready');
    await page.locator('instance-badge').getByText(markup).waitFor();
    expect(await page.title()).toBe('A page');
  });
});
