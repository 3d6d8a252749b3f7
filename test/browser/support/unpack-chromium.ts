import chromium from '@sparticuz/chromium';

/**
 * Unpacks the browser from npm (65 MB, into the folder for temporary files) before any test does. Test files run at the
 * same time, and two that unpack at once corrupt each other's copy.
 */
export default async function unpackChromium(): Promise<void> {
  await chromium.executablePath();
}
