import type { Page } from 'playwright-core';

export interface NetworkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Records every request of the page, including CORS preflights. Playwright's own events omit preflights, and its routes
 * suppress them.
 */
export async function watchNetwork(page: Page): Promise<readonly NetworkRequest[]> {
  const requests: NetworkRequest[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Network.requestWillBeSent', ({ request }) => {
    requests.push({ method: request.method, url: request.url, headers: request.headers });
  });
  await session.send('Network.enable');
  return requests;
}
