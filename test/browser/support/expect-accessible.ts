import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Checks every rule of axe-core for WCAG 2.2 A and AA and its best practices, in shadow roots and frames too. */
export async function expectAccessible(page: Page): Promise<void> {
  // WCAG 2.2 AA requires this rule, but axe-core turns it off by default.
  const rules = { 'target-size': { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ rules }).analyze();
  expect(
    violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) })),
  ).toEqual([]);
}
