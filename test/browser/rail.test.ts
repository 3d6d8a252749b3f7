import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { screenshot } from './support/screenshot.ts';
import { useDemo } from './support/use-demo.ts';

describe('the rail of the demo site', () => {
  const demo = useDemo();
  /** Short enough for a test. */
  const FRESH_FOR_A_SECOND = { INSTANCE_TTL_SECONDS: '1' };

  const number = async (page: Page, id: string) => Number(await page.locator(id).textContent());
  const latest = (page: Page) => page.locator('#log tr').first().innerText();
  const callsToWix = () => {
    const { totals } = demo.world.calls.report();
    return totals.token_info + totals.app_token + totals.get_app_instance;
  };

  test('counts the calls that reached Wix, and the calls of the documented example', async () => {
    const { page } = await demo.open('/?site=241');
    await waitFor(async () => expect(await number(page, '#calls-ours')).toBe(3));
    expect(callsToWix()).toBe(3);
    expect(await number(page, '#calls-requests')).toBe(1);
    expect(await number(page, '#calls-example')).toBe(5);
    expect(await latest(page)).toMatch(/^200\s+fwd=miss; stored\s+[\d.]+ ms\s+\d+ ms$/);

    // After a reload the browser's cache answers without a request, and the history continues.
    await page.reload();
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(2));
    await waitFor(async () => expect(await latest(page)).toMatch(/^200\s+(the browser|hit)/));
    expect(await number(page, '#calls-example')).toBe(10);
    await expect
      .poll(() => page.locator('#chart').getAttribute('aria-label'))
      .toMatch(/This endpoint made 3; the documented example would have made (5|10)\.$/);
  });

  test('changes the plan at Wix, and the widgets show it when the entry is stale', async () => {
    await demo.restartEndpoint(FRESH_FOR_A_SECOND);
    const { page } = await demo.open('/?site=278');
    await page.locator('#shop').getByText('Northern Ceramics 278').first().waitFor();
    await page.getByText('Widgets follow within 366 s, plus 30 s of browser cache.').waitFor();
    await page.locator('#plan-Premium').check();
    await page.locator('#message').getByText('At Wix the plan is now Premium.').waitFor();
    await screenshot(page, 'demo-site-plan-changed');
    await waitFor(async () => {
      await page.reload();
      await page.locator('#shop').getByText('Premium').first().waitFor({ timeout: 3_000 });
    });
    expect(await page.locator('#plan-Premium').isChecked()).toBe(true);
  });

  test('breaks Wix without a visible effect for known visitors, and repairs it', async () => {
    await demo.restartEndpoint(FRESH_FOR_A_SECOND);
    const { page } = await demo.open('/?site=204');
    await page.locator('#shop').getByText('Honest Ceramics 204').first().waitFor();
    await page.getByRole('button', { name: 'Break Wix' }).click();
    await page.getByText('Wix is down').waitFor();
    await expect.poll(() => latest(page)).toMatch(/^200/);
    // Waits until the entry is stale here and in the browser, so that the endpoint calls Wix and
    // fails.
    await page.waitForTimeout(1_200);
    await page.reload();
    await page.locator('#shop').getByText('Honest Ceramics 204').first().waitFor();
    expect(await latest(page)).toMatch(/^200/);
    await expect
      .poll(() => demo.world.calls.report().answered.get_app_instance['503'])
      .toBeGreaterThan(0);
    await screenshot(page, 'demo-site-wix-is-down');

    await page.getByRole('button', { name: 'Repair Wix' }).click();
    await page.getByText('Wix is up').waitFor();
    expect(Object.values(demo.world.faults.list())).toEqual([null, null, null]);
  });

  test('serves a new visitor with a signed token during an outage, without a call', async () => {
    await demo.restartEndpoint();
    const { page } = await demo.open('/?site=91&token=signed');
    await page.locator('#shop').getByText('Golden Ceramics 91').first().waitFor();
    await page.getByRole('button', { name: 'Break Wix' }).click();
    await page.getByText('Wix is down').waitFor();
    const before = callsToWix();
    await page.getByRole('button', { name: 'Be a new visitor' }).click();
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(2));
    expect(await latest(page)).toMatch(/^200\s+hit; ttl=/);
    expect(callsToWix()).toBe(before);
  });

  test('sends a crowd of 200 page views with about 40 calls to Wix', async () => {
    const { page, complaints, layoutShift } = await demo.open('/?site=241');
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(1));
    demo.world.latency = { medianMs: 40, sigma: 0.3 };
    await page.getByRole('button', { name: 'Send a crowd' }).click();
    await page.getByText('200 page views answered.').waitFor({ timeout: 20_000 });
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(201));
    expect(await number(page, '#calls-example')).toBe(1_005);
    await waitFor(async () => expect(await number(page, '#calls-ours')).toBe(callsToWix()));
    // One per visitor's token, and the revalidations of one entry that is fresh for a second.
    expect(callsToWix()).toBeGreaterThanOrEqual(40);
    expect(callsToWix()).toBeLessThan(80);
    await screenshot(page, 'demo-site-after-a-crowd');
    expect(complaints).toEqual([]);
    expect(await layoutShift()).toEqual({ value: 0, moved: [] });
  });
});
