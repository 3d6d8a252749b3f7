import type { Locator } from 'playwright-core';

/** The computed background colour of a widget's root. */
export async function backgroundOf(root: Locator): Promise<string> {
  return root.evaluate((element) => getComputedStyle(element).backgroundColor);
}
