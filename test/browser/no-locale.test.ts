import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { screenshot } from './support/screenshot.ts';
import { scrollThrough } from './support/scroll-through.ts';
import { useDemo } from './support/use-demo.ts';

describe('the demo site in a browser whose language is not a language tag', () => {
  const demo = useDemo({}, 'none');

  test('mounts all six widgets, counts calls, and shows a message in place of the chart', async () => {
    const { page, complaints } = await demo.open('/?site=241');
    expect(await page.evaluate(() => navigator.language)).toBe('en-US@posix');

    const widgets = page.locator('instance-badge, [data-card]');
    await waitFor(async () => {
      await scrollThrough(page);
      expect(await widgets.filter({ has: page.getByText('Basic') }).count()).toBe(6);
    });
    await page.locator('#calls-ours').getByText('3', { exact: true }).waitFor();
    await page.locator('#chart').getByText('This browser cannot show the chart.').waitFor();
    await screenshot(page, 'demo-site-without-chart');
    expect(complaints).toEqual([]);
  });
});
