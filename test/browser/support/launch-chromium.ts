import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/**
 * The real browser, out of npm alone. `@sparticuz/chromium` is made for a cloud function: its own
 * arguments keep it to one process and without web security, and would hide what these tests are about.
 */
export async function launchChromium(): Promise<Browser> {
  return driver.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}
