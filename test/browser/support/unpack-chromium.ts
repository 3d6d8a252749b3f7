import chromium from '@sparticuz/chromium';

/**
 * Unpacks the browser (65 MB, into the folder for temporary files) before the tests start. Test
 * files run in parallel, and two that unpack at once corrupt each other's copy.
 */
export default async function unpackChromium(): Promise<void> {
  await chromium.executablePath();
}
