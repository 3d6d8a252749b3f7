import type { DrawHistory } from './history.ts';

/**
 * Loads the chart as a module of its own, because it may fail alone: uPlot throws while it loads when
 * navigator.language is not a BCP 47 tag. Without the chart, `place` shows a message.
 */
export async function loadChart(place: HTMLElement): Promise<DrawHistory> {
  try {
    const { drawChart } = await import('./chart.ts');
    return drawChart(place);
  } catch {
    place.removeAttribute('role');
    place.removeAttribute('aria-label');
    place.classList.add('missing');
    place.textContent = 'This browser cannot show the chart.';
    return () => undefined;
  }
}
