import chromium from '@sparticuz/chromium';

/**
 * Unpacks the browser that npm brought (65 MB, into the folder for temporary files) before any test does:
 * test files run at the same time, and two that unpack at once break each other's copy.
 */
export default async function unpackChromium(): Promise<void> {
  await chromium.executablePath();
}
