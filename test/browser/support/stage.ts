import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { readBundles } from '../../../emulator/demo-site/read-bundles.ts';

export interface Staging {
  /** The folder of the build. */
  readonly build: string;
  /** The origin that serves its files. */
  readonly statics: string;
  /** The token that the page hands to the element. */
  readonly token: string;
}

export interface Stage {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Opens a page at an origin of its own that has only this markup and the built element, loaded as a Wix site loads it.
 * For cases that the demo page does not cover.
 */
export async function openStage(page: Page, markup: string, staging: Staging): Promise<Stage> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html(markup, staging));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await page.goto(`${origin}/`);
  return {
    origin,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function html(markup: string, { build, statics, token }: Staging): string {
  const { tagName, scriptUrl, height } = readBundles(build).element;
  const script = `
    await import(${JSON.stringify(statics + scriptUrl)});
    // Wix's module loads the element's own chunk, and defines the element, after it has loaded itself.
    await customElements.whenDefined(${JSON.stringify(tagName)});
    const getToken = () => Promise.resolve(${JSON.stringify(token)});
    const elements = document.querySelectorAll(${JSON.stringify(tagName)});
    for (const element of elements) element.accessTokenListener(getToken);`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<style>body { font: 1rem/1.5 system-ui, sans-serif } ${tagName} { display: block; width: 24rem; height: ${height}px }</style>
<main><h1>A page</h1>${markup}</main><script type="module">${script}</script></html>`;
}
