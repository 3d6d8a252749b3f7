import type { Page } from 'playwright-core';

export interface PageWatch {
  /** Errors and warnings in the console, and uncaught exceptions. */
  readonly complaints: string[];
  /** The sum of all layout shifts since the page started, and the nodes that moved. */
  readonly layoutShift: () => Promise<{
    readonly value: number;
    readonly moved: readonly string[];
  }>;
}

/** Watches the page from before its first script runs. */
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
      // By definition, shifts right after a click or a key press do not count.
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
