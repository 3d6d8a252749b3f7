import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { screenshot } from './support/screenshot.ts';
import { useDemo } from './support/use-demo.ts';

describe('the rail of the demo site', () => {
  const demo = useDemo();
  /** Short, so that a test does not have to wait for a minute. */
  const FRESH_FOR_A_SECOND = { INSTANCE_TTL_SECONDS: '1' };

  const number = async (page: Page, id: string) => Number(await page.locator(id).textContent());
  const latest = (page: Page) => page.locator('#log tr').first().innerText();
  const callsToWix = () => {
    const { totals } = demo.world.calls.report();
    return totals.token_info + totals.app_token + totals.get_app_instance;
  };

  test('counts the calls that reached Wix and the calls that the example would have made', async () => {
    const { page } = await demo.open('/?site=241');
    await waitFor(async () => expect(await number(page, '#calls-ours')).toBe(3));
    expect(callsToWix()).toBe(3);
    expect(await number(page, '#calls-requests')).toBe(1);
    expect(await number(page, '#calls-example')).toBe(5);
    expect(await latest(page)).toMatch(/^200\s+fwd=miss; stored\s+[\d.]+ ms\s+\d+ ms$/);

    // After a reload, the browser's cache answers without a call, and the history continues.
    await page.reload();
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(2));
    await waitFor(async () => expect(await latest(page)).toMatch(/^200\s+(the browser|hit)/));
    expect(await number(page, '#calls-example')).toBe(10);
    expect(await page.locator('#chart').getAttribute('aria-label')).toMatch(
      /This endpoint made 3; the documented example would have made (5|10)\.$/,
    );
  });

  test('changes the plan at Wix, and the widgets show it once the entry is no longer fresh', async () => {
    await demo.restartEndpoint(FRESH_FOR_A_SECOND);
    const { page } = await demo.open('/?site=278');
    await page.locator('#shop').getByText('Northern Ceramics 278').first().waitFor();
    await page.locator('#plan-Premium').check();
    await page.locator('#say').getByText('At Wix the plan is Premium now.').waitFor();
    await waitFor(async () => {
      await page.reload();
      await page.locator('#shop').getByText('Premium').first().waitFor({ timeout: 3_000 });
    });
    expect(await page.locator('#plan-Premium').isChecked()).toBe(true);
  });

  test('breaks and heals Wix without an effect on earlier visitors', async () => {
    await demo.restartEndpoint(FRESH_FOR_A_SECOND);
    const { page } = await demo.open('/?site=204');
    await page.locator('#shop').getByText('Honest Ceramics 204').first().waitFor();
    await page.getByRole('button', { name: 'Break Wix' }).click();
    await page.getByText('Wix is down').waitFor();
    await expect.poll(() => latest(page)).toMatch(/^200/);
    // The entry is stale here and in the browser, so the endpoint calls Wix, which fails.
    await page.waitForTimeout(1_200);
    await page.reload();
    await page.locator('#shop').getByText('Honest Ceramics 204').first().waitFor();
    expect(await latest(page)).toMatch(/^200/);
    await expect
      .poll(() => demo.world.calls.report().answered.get_app_instance['503'])
      .toBeGreaterThan(0);
    await screenshot(page, 'demo-site-wix-is-down');

    await page.getByRole('button', { name: 'Heal Wix' }).click();
    await page.getByText('Wix is up').waitFor();
    expect(Object.values(demo.world.faults.list())).toEqual([null, null, null]);
  });

  test('makes no call during an outage for a signed token, which the endpoint proves locally', async () => {
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

  test('sends a crowd: 200 page views for about 40 calls to Wix', async () => {
    const { page, complaints, layoutShift } = await demo.open('/?site=241');
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(1));
    demo.world.latency = { medianMs: 40, sigma: 0.3 };
    await page.getByRole('button', { name: 'Send a crowd' }).click();
    await page.getByText('200 page views answered.').waitFor({ timeout: 20_000 });
    await waitFor(async () => expect(await number(page, '#calls-requests')).toBe(201));
    expect(await number(page, '#calls-example')).toBe(1_005);
    await waitFor(async () => expect(await number(page, '#calls-ours')).toBe(callsToWix()));
    // One for each visitor's token, and the revalidations of one entry that is fresh for one second.
    expect(callsToWix()).toBeGreaterThanOrEqual(40);
    expect(callsToWix()).toBeLessThan(80);
    await screenshot(page, 'demo-site-after-a-crowd');
    expect(complaints).toEqual([]);
    expect(await layoutShift()).toEqual({ value: 0, moved: [] });
  });
});
