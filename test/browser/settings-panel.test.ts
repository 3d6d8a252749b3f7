import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { screenshot } from './support/screenshot.ts';
import { useDemo } from './support/use-demo.ts';

describe('the settings panel, in a stand-in for Wix’s editor', () => {
  const demo = useDemo();

  async function openPanel(site: number) {
    const opened = await demo.open(`/settings-panel?site=${site}`);
    const panel = opened.page.frameLocator('#panel');
    await panel.getByRole('textbox').first().waitFor();
    return { ...opened, panel, badge: opened.page.locator('#edited') };
  }

  it('sets an attribute, and the widget follows', async () => {
    const { page, panel, badge } = await openPanel(241);
    await panel.getByRole('textbox').first().fill('Made with care');
    await waitFor(async () =>
      expect(await badge.getAttribute('display-name')).toBe('Made with care'),
    );
    await badge.getByText('Made with care').waitFor();
    await screenshot(page, 'settings-panel');
  });

  it('shows markup that somebody types as the text that it is', async () => {
    const { page, panel, badge } = await openPanel(241);
    const markup = '<img src=x onerror="document.title = 1"><b>bold</b>';
    await panel.getByRole('textbox').first().fill(markup);
    await badge.getByText(markup).waitFor();
    expect(await badge.locator('img, b').count()).toBe(0);
    expect(await page.title()).toContain('Settings panel');
  });

  it('needs no network but this machine', async () => {
    const elsewhere: string[] = [];
    const { page, complaints } = await demo.blank();
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') elsewhere.push(request.url());
    });
    await page.goto(`${demo.origin}/settings-panel?site=278`);
    await page.frameLocator('#panel').getByRole('textbox').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is accessible, on a paid plan and on the free one', async () => {
    for (const [plan, site] of [
      ['paid', 204],
      ['free', 278],
    ] as const) {
      const { page, badge } = await openPanel(site);
      await badge.getByText(/Ceramics/).waitFor();
      await screenshot(page, `settings-panel-${plan}`);
      await expectAccessible(page);
    }
  });
});
