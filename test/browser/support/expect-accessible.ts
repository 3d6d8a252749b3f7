import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Everything that axe-core knows of WCAG 2.2 A and AA, and its best practices. Shadow roots and frames too. */
export async function expectAccessible(page: Page): Promise<void> {
  // Off by default, though it is of WCAG 2.2 AA.
  const rules = { 'target-size': { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ rules }).analyze();
  expect(
    violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) })),
  ).toEqual([]);
}
