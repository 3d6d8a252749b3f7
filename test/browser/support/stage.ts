import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { readBundles } from '../../../emulator/demo-site/bundles/read-bundles.ts';

export interface Staging {
  /** The folder of the build. */
  readonly build: string;
  /** The origin that serves its files. */
  readonly statics: string;
  /** The visitor's token. */
  readonly token: string;
}

export interface Stage {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Opens a page that contains only this markup and the built element, on an origin of its own,
 * loaded as a Wix site does. It covers states that the demo page does not show.
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
    // Wix's module finishes loading before it loads and defines the element.
    await customElements.whenDefined(${JSON.stringify(tagName)});
    const getToken = () => Promise.resolve(${JSON.stringify(token)});
    const elements = document.querySelectorAll(${JSON.stringify(tagName)});
    for (const element of elements) element.accessTokenListener(getToken);`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<style>body { font: 1rem/1.5 system-ui, sans-serif } ${tagName} { display: block; width: 24rem; height: ${height}px }</style>
<main><h1>A page</h1>${markup}</main><script type="module">${script}</script></html>`;
}
