import type { Page } from 'playwright-core';

export interface PageWatch {
  /** What the page reported as wrong: errors and warnings of the console, and exceptions nobody caught. */
  readonly complaints: string[];
  /** The sum of all layout shifts since the page began, and who moved. */
  readonly layoutShift: () => Promise<{
    readonly value: number;
    readonly moved: readonly string[];
  }>;
}

/** Looks on from before the first script of the page runs. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(observeLayoutShifts);
  return {
    complaints,
    layoutShift: () => page.evaluate(() => (globalThis as unknown as Shifting).layoutShift),
  };
}

interface Shifting {
  layoutShift: { value: number; moved: string[] };
}

function observeLayoutShifts(): void {
  const sum: Shifting['layoutShift'] = { value: 0, moved: [] };
  (globalThis as unknown as Shifting).layoutShift = sum;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[]) {
      // What a person's own click or key moves is expected, and does not count by definition.
      if (entry.hadRecentInput) continue;
      sum.value += entry.value;
      for (const { node } of entry.sources) {
        sum.moved.push(
          node instanceof Element ? node.outerHTML.slice(0, 120) : (node?.textContent ?? ''),
        );
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}
