import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instance-id.ts';
import { OPERATIONS } from '../../emulator/operations.ts';
import { waitFor } from '../support/wait-for.ts';
import { backgroundOf } from './support/background-of.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { screenshot } from './support/screenshot.ts';
import { useDemo } from './support/use-demo.ts';

describe('the settings panel in an emulated Wix editor', () => {
  const demo = useDemo();

  async function openPanel(site: number) {
    const opened = await demo.open(`/settings-panel?site=${site}`);
    const panel = opened.page.frameLocator('#panel');
    await panel.getByLabel('Display name').waitFor();
    return { ...opened, panel, badge: opened.page.locator('#edited') };
  }

  test('sets an attribute, and the widget applies it', async () => {
    const { panel, badge } = await openPanel(241);
    await panel.getByLabel('Display name').fill('Made with care');
    await badge.getByText('Made with care').waitFor();
    expect(await badge.getAttribute('display-name')).toBe('Made with care');

    const background = () => backgroundOf(badge.getByRole('group'));
    const light = await background();
    await panel.getByText('Dark').click();
    await waitFor(async () => expect(await badge.getAttribute('appearance')).toBe('dark'));
    expect(await background()).not.toBe(light);
  });

  test('shows a collaborator the billing, the renewal and the instance id', async () => {
    const { panel, badge } = await openPanel(204);
    for (const text of ['Premium', 'Billing', instanceIdOf(204)]) {
      await panel.getByText(text, { exact: true }).waitFor();
    }
    const seen = await badge.evaluate((element) => element.shadowRoot?.textContent);
    expect(seen).toContain('Premium');
    expect(seen).not.toContain(instanceIdOf(204));
  });

  test('copies the instance id', async () => {
    const { page, panel } = await openPanel(204);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel.getByRole('button', { name: 'Copy the instance id' }).click();
    await panel.getByRole('button', { name: 'Instance id copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(instanceIdOf(204));
  });

  test('shows that the app is on the free plan', async () => {
    const { panel } = await openPanel(278);
    await panel.getByText('This app is on the free plan').waitFor();
  });

  test('still edits when the plan cannot be loaded', async () => {
    for (const operation of OPERATIONS) demo.world.faults.set(operation, { status: 503 });
    await demo.restartEndpoint();
    const { page, panel, badge } = await openPanel(91);
    await panel.getByLabel('Display name').fill('All the same');
    await badge.getByText('All the same').waitFor();
    await panel.getByText('Your plan cannot be shown right now').waitFor();
    await screenshot(page, 'settings-panel-without-a-plan');
    await expectAccessible(page);
  });

  test('shows typed markup as text', async () => {
    const { page, panel, badge } = await openPanel(241);
    const markup = '<img src=x onerror="parent.document.title = 1"><b>bold</b>';
    await panel.getByLabel('Display name').fill(markup);
    await badge.getByText(markup).waitFor();
    expect(await badge.locator('img, b').count()).toBe(0);
    expect(await page.title()).toContain('Settings panel');
  });

  test('calls only this machine and logs nothing to the console', async () => {
    const elsewhere: string[] = [];
    const { page, complaints, layoutShift } = await demo.blank();
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') elsewhere.push(request.url());
    });
    await page.goto(`${demo.origin}/settings-panel?site=278`);
    await page.frameLocator('#panel').getByText('Instance id').waitFor();
    await page.waitForLoadState('networkidle');
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await layoutShift()).toEqual({ value: 0, moved: [] });
  });

  test.each([
    ['on a paid plan', 204],
    ['on the free plan', 278],
  ])('is accessible %s', async (name, site) => {
    const { page, panel } = await openPanel(site);
    await panel.getByText('Instance id').waitFor();
    await screenshot(page, `settings-panel-${name.replaceAll(' ', '-')}`);
    await expectAccessible(page);
  });
});
