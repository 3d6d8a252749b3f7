import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/**
 * Launches a real browser from npm. The default arguments of `@sparticuz/chromium` are for cloud
 * functions: they disable web security and use one process, which would invalidate these tests.
 */
export async function launchChromium(
  environment: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  return driver.launch({
    executablePath: await chromium.executablePath(),
    env: { ...definedVariables(), ...environment },
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

function definedVariables(): Record<string, string> {
  const variables = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(variables);
}
