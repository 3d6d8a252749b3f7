import uPlot from 'uplot';

import { CALLS_OF_EXAMPLE, type DrawHistory } from './history.ts';

const HEIGHT = 112;
const WINDOW_SECONDS = 120;

/**
 * Charts the calls to Wix of the last two minutes: the actual calls, and those of the documented
 * example.
 */
export function drawChart(place: HTMLElement): DrawHistory {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--mute'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--panel'), width: 1 },
    ticks: { show: false },
  };
  const line = (label: string, name: string) => ({
    label,
    stroke: colour(name),
    fill: `color-mix(in srgb, ${colour(name)} 14%, transparent)`,
    width: 2,
    points: { show: false },
  });
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 18, 0, 0],
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(10, most * 1.1)] } },
      axes: [
        {
          ...axis,
          size: 22,
          values: (_, ticks) => ticks.map((s) => (s === 0 ? 'now' : `${-s} s`)),
        },
        { ...axis, size: 40, values: (_, ticks) => ticks.map((calls) => Math.round(calls)) },
      ],
      series: [{}, line('The documented example', '--bad'), line('This endpoint', '--good')],
    },
    [[], [], []],
    place,
  );
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
    place,
  );

  return ({ samples, calls, requests }, now) => {
    chart.setData(
      [
        samples.map(([at]) => at - now),
        samples.map(([, , requested]) => requested * CALLS_OF_EXAMPLE),
        samples.map(([, made]) => made),
      ],
      false,
    );
    chart.setScale('x', { min: -WINDOW_SECONDS, max: 0 });
    place.setAttribute(
      'aria-label',
      `Calls to Wix over the last two minutes. This endpoint made ${calls}; ` +
        `the documented example would have made ${requests * CALLS_OF_EXAMPLE}.`,
    );
  };
}
