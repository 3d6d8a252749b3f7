import { describe, expect, test } from 'vitest';
import { drawComparison } from './draw-comparison.ts';

const PICTURE = {
  title: 'This < that & more',
  sides: ['the example', 'this server'],
  measures: [
    {
      name: 'Answered',
      better: 'more',
      values: [0.25, 1],
      write: (value: number) => `${value * 100} %`,
    },
    { name: 'Calls', better: 'less', values: [0, 0], write: String },
  ],
  notes: ['a machine'],
} as const;

describe('the picture of a comparison', () => {
  test('draws each bar to the scale of its measure', () => {
    const widths = [...drawComparison(PICTURE).matchAll(/class="side-\d" .*width="([\d.]+)" h/g)]
      .map(([, width]) => Number(width))
      // The legend's come first.
      .slice(2);
    const [some = 0, all = 0, ...none] = widths;
    expect(some / all).toBeCloseTo(0.25, 2);
    expect(none).toEqual([0, 0]);
  });

  test('describes itself for screen readers, and escapes its texts', () => {
    const svg = drawComparison(PICTURE);
    expect(svg).toContain('<title id="title">This &lt; that &amp; more</title>');
    expect(svg).toContain('Answered: the example 25 %, this server 100 %.');
  });

  test('has colours for light and dark pages, and fetches nothing', () => {
    const svg = drawComparison(PICTURE);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg.match(/https?:\/\/\S+/g)).toEqual(['http://www.w3.org/2000/svg"']);
  });
});
