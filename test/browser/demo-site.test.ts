import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { screenshot } from './support/screenshot.ts';
import { scrollThrough } from './support/scroll-through.ts';
import { useDemo } from './support/use-demo.ts';
import { watchNetwork } from './support/watch-network.ts';

/** A pottery in Portland, on the plan Basic. */
const SITE = 241;
const NAME = 'Quiet Ceramics 241';
const WIDGETS = 'instance-badge, [data-card]';

const widgetsWith = (page: Page, text: string) =>
  page.locator(WIDGETS).filter({ has: page.getByText(text) });

async function showsInEvery(page: Page, text: string): Promise<void> {
  await waitFor(async () => {
    // Scrolls again on each attempt: a widget that mounts after it was scrolled past stays empty.
    await scrollThrough(page);
    expect(await widgetsWith(page, text).count()).toBe(6);
  });
}

describe('the demo site', () => {
  const demo = useDemo();

  test('shows six widgets of both kinds from the built bundles, which call another origin', async () => {
    const { page } = await demo.blank();
    const network = await watchNetwork(page);
    await page.goto(`${demo.origin}/?site=${SITE}`);
    expect(await page.locator('instance-badge').count()).toBe(3);
    expect(await page.locator('[data-card]').count()).toBe(3);
    await showsInEvery(page, 'Basic');
    await showsInEvery(page, NAME);

    const toEndpoint = network.filter(({ url }) => url.startsWith(demo.endpoint));
    expect(new URL(demo.endpoint).origin).not.toBe(new URL(demo.origin).origin);
    expect(toEndpoint.map(({ method }) => method).sort()).toEqual(['GET', 'OPTIONS']);
  });

  test('makes one request for all six widgets, with an access token and no trace of its own', async () => {
    const { page } = await demo.blank();
    const network = await watchNetwork(page);
    await page.goto(`${demo.origin}/?site=${SITE}`);
    await showsInEvery(page, 'Basic');
    const gets = network.filter(({ url, method }) => method === 'GET' && url.includes('/api/'));
    expect(gets).toHaveLength(1);
    const headers = Object.fromEntries(
      Object.entries(gets[0]?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(headers['authorization']).toMatch(/^OauthNG\.JWS\./);
    expect(headers).not.toHaveProperty('traceparent');
  });

  test.each(['visitor', 'member', 'user'])(
    'shows a %s no data of the owner, in the page or in any response',
    async (role) => {
      const { page } = await demo.blank();
      const bodies: Promise<string>[] = [];
      page.on('response', (response) => {
        bodies.push(response.text().catch(() => ''));
      });
      await page.goto(`${demo.origin}/?site=${SITE}&role=${role}`);
      await showsInEvery(page, 'Basic');
      const answers = await Promise.all(bodies);
      const dom = await page.evaluate(() => {
        const shadows = [...document.querySelectorAll('*')].map(
          (e) => e.shadowRoot?.innerHTML ?? '',
        );
        return document.documentElement.outerHTML + shadows.join('');
      });
      expect(answers.some((body) => body.includes(NAME))).toBe(true);
      for (const secret of ['@owner.example', 'INV-', 'ownerInfo', 'ownerEmail', 'invoiceId']) {
        expect(dom).not.toContain(secret);
        expect(answers.filter((body) => body.includes(secret))).toEqual([]);
      }
      expect(dom).not.toContain(instanceIdOf(SITE));
    },
  );

  test('hydrates without a mismatch, a layout shift or a message on the console', async () => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      const { page, complaints, layoutShift } = await demo.open(`/?site=${SITE}`, { viewport });
      await showsInEvery(page, 'Basic');
      expect(complaints).toEqual([]);
      expect(await layoutShift()).toEqual({ value: 0, moved: [] });
    }
  });

  test.each([
    ['light', `/?site=${SITE}`, {}],
    ['dark', '/?site=204', { colorScheme: 'dark' }],
    ['right-to-left', '/?site=91', {}],
    ['reduced-motion', '/?site=278', { reducedMotion: 'reduce' }],
    ['phone', `/?site=${SITE}`, { viewport: { width: 390, height: 844 } }],
  ] as const)('is accessible: %s', async (name, path, options) => {
    const { page } = await demo.open(path, options);
    await scrollThrough(page);
    await page
      .locator(WIDGETS)
      .first()
      .getByText(/Ceramics \d+/)
      .waitFor();
    await screenshot(page, `demo-site-${name}`);
    await expectAccessible(page);
  });
});
