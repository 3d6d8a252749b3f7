import type { Page } from 'playwright-core';
import { readBundles } from '../../../emulator/demo-site/read-bundles.ts';
import { NODE_BUNDLE } from '../../../scripts/build-node.ts';

/** A site of its own origin. Browsers take `*.localhost` for secure, as they do a real site. */
export const SITE = 'http://shop.localhost';

export interface Staging {
  /** Where the bundles are served. */
  readonly bundles: string;
  /** What the element's token getter resolves to. */
  readonly token: string;
  readonly build?: string;
}

/**
 * A page with nothing on it but this markup and the built element, loaded as a site of Wix's loads it: for
 * what the demo page does not show. The site is answered here, and everything else is real.
 */
export async function stage(page: Page, markup: string, staging: Staging): Promise<void> {
  const { element } = readBundles(staging.build ?? NODE_BUNDLE);
  await page.context().route(`${SITE}/**`, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><title>Stage</title><link rel="icon" href="data:,"><main><h1>A page</h1>${markup}</main>
<script type="module">
  await import(${JSON.stringify(staging.bundles + element.scriptUrl)});
  const getToken = () => Promise.resolve(${JSON.stringify(staging.token)});
  for (const element of document.querySelectorAll(${JSON.stringify(element.tagName)})) element.accessTokenListener(getToken);
</script></html>`,
    }),
  );
  await page.goto(`${SITE}/`);
}
