import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';

import { NODE_BUNDLE } from '../../scripts/build-node.ts';
import { waitFor } from '../support/wait-for.ts';
import { backgroundOf } from './support/background-of.ts';
import { openStage, type Stage } from './support/stage.ts';
import { useDemo } from './support/use-demo.ts';

const ENDPOINT = '**/api/get-instance';

describe('a badge on its page', () => {
  const demo = useDemo();
  const stages: Stage[] = [];
  afterEach(() => Promise.all(stages.splice(0).map((stage) => stage.close())));

  async function show(page: Page, markup: string): Promise<void> {
    const { token } = demo.world.mintToken({ instance: 1 });
    const staging = { build: NODE_BUNDLE, statics: demo.origin, token };
    stages.push(await openStage(page, markup, staging));
  }

  const inState = (page: Page, state: string) =>
    page.locator(`instance-badge[data-state="${state}"]`).first().waitFor();

  test.each([
    ['Editor', 'Your app', 0],
    ['Preview', 'Instance Identity', 1],
    ['Site', 'Instance Identity', 1],
  ])('in the view mode %s, shows %s after %i calls', async (viewMode, name, calls) => {
    const { page, complaints } = await demo.blank();
    let requests = 0;
    await page.route(ENDPOINT, (route) => {
      requests++;
      return route.continue();
    });
    await page.addInitScript((mode) => {
      Object.assign(globalThis, { clientSdk: { invoke: () => Promise.resolve(mode) } });
    }, viewMode);
    await show(page, '<instance-badge></instance-badge>');
    await inState(page, 'ready');
    await page.locator('instance-badge').getByText(name, { exact: true }).waitFor();
    await page.evaluate(() => new Promise((seen) => requestIdleCallback(seen, { timeout: 500 })));
    expect(requests).toBe(calls);
    expect(complaints).toEqual([]);
  });

  test('keeps its request when it is moved, and makes another when it is added again later', async () => {
    const { page } = await demo.blank();
    let requests = 0;
    const dropped: string[] = [];
    page.on('requestfailed', (request) => dropped.push(request.failure()?.errorText ?? ''));
    await page.route(ENDPOINT, async (route) => {
      requests++;
      if (requests > 1) await route.continue();
    });
    await show(page, '<instance-badge></instance-badge><div id="elsewhere"></div>');
    await waitFor(() => expect(requests).toBe(1));

    await page.evaluate(() => {
      const badge = document.querySelector('instance-badge');
      if (badge) document.querySelector('#elsewhere')?.append(badge);
    });
    await page.evaluate(() => new Promise((seen) => requestIdleCallback(seen, { timeout: 500 })));
    expect(dropped).toEqual([]);
    expect(requests).toBe(1);

    const badge = await page.evaluateHandle(() => {
      const badge = document.querySelector('instance-badge');
      badge?.remove();
      return badge;
    });
    await waitFor(() => expect(dropped).toEqual(['net::ERR_ABORTED']));
    await page.evaluate((badge) => badge && document.body.append(badge), badge);
    await inState(page, 'ready');
    expect(requests).toBe(2);
  });

  test('follows its attributes while the page is open', async () => {
    const { page } = await demo.blank({ colorScheme: 'light' });
    await show(page, '<instance-badge></instance-badge>');
    await inState(page, 'ready');
    const badge = page.locator('instance-badge');
    const background = () => backgroundOf(badge.locator('[part="root"]'));
    const light = await background();

    await badge.evaluate((element) => element.setAttribute('appearance', 'dark'));
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await badge.evaluate((element) => element.setAttribute('appearance', 'light'));
    expect(await background()).toBe(light);
    await badge.evaluate((element) => element.setAttribute('appearance', 'auto'));
    expect(await background()).toBe(dark);

    await badge.evaluate((element) => element.setAttribute('display-name', 'Our shop'));
    await badge.getByText('Our shop', { exact: true }).waitFor();
    await badge.evaluate((element) => element.removeAttribute('display-name'));
    await badge.getByText('Instance Identity', { exact: true }).waitFor();
  });
});
