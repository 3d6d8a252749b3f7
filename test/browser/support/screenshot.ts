import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';

const FOLDER = new URL('../screenshots/', import.meta.url).pathname;

/** Writes a screenshot for people. Git ignores the folder. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}${name}.png` });
}
