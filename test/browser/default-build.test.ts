import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage } from './support/stage.ts';
import { serveWixHosting, type WixHosting } from './support/serve-wix-hosting.ts';
import { useDemo } from './support/use-demo.ts';
import { watchNetwork } from './support/watch-network.ts';

describe('the widgets that `npm run build` makes', () => {
  const demo = useDemo();
  let hosting: WixHosting;
  beforeAll(async () => {
    hosting = await serveWixHosting(demo.origin);
  });
  afterAll(() => hosting.close());

  test('call the worker at the origin that served them, not the site’s origin', async () => {
    const { page, complaints } = await demo.blank();
    const network = await watchNetwork(page);
    const { token } = demo.world.mintToken({ instance: 241 });
    const staging = { build: 'dist', statics: hosting.origin, token };
    const stage = await openStage(page, '<instance-badge></instance-badge>', staging);

    await page.locator('instance-badge').getByText('Quiet Ceramics 241').waitFor();
    expect(hosting.requests).toEqual(['OPTIONS /api/get-instance', 'GET /api/get-instance']);
    const origins = new Set(network.map(({ url }) => new URL(url).origin));
    expect([...origins].sort()).toEqual([stage.origin, hosting.origin].sort());
    expect(complaints).toEqual([]);
    await stage.close();
  });
});
