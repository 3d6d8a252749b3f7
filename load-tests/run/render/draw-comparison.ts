/** A measure of both sides, drawn to its own scale. */
export interface Measure {
  readonly name: string;
  /** Printed as in `more is better`. */
  readonly better: 'more' | 'less';
  /** One per side, in the order of the sides. */
  readonly values: readonly number[];
  /** Formats the value beside its bar. */
  readonly write: (value: number) => string;
}

export interface Picture {
  readonly title: string;
  readonly sides: readonly string[];
  readonly measures: readonly Measure[];
  /** Under the bars: traffic, machine, date. */
  readonly notes: readonly string[];
}

const WIDTH = 860;
const MARGIN = 28;
const LABEL_WIDTH = 250;
const VALUE_WIDTH = 110;
const BAR = 16;
const GAP = 4;
const GROUP_GAP = 22;
const NOTE_HEIGHT = 18;

/* The picture has its own background, so that it is readable on any page. */
const STYLE = `
  .background { fill: #ffffff; stroke: #d0d7de; }
  text { font: 14px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-size: 18px; font-weight: 600; }
  .faint { font-size: 12px; fill: #59636e; }
  .value { font-variant-numeric: tabular-nums; }
  .track { fill: #eff2f5; }
  .side-0 { fill: #b35900; }
  .side-1 { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    .background { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; }
    .faint { fill: #9198a1; }
    .track { fill: #1c2128; }
    .side-0 { fill: #f0883e; }
    .side-1 { fill: #58a6ff; }
  }
`;

/** Draws bars side by side, as an SVG without external resources. */
export function drawComparison({ title, sides, measures, notes }: Picture): string {
  const groupHeight = sides.length * (BAR + GAP) + GROUP_GAP;
  const top = 96;
  const bottom = top + measures.length * groupHeight;
  const height = bottom + notes.length * NOTE_HEIGHT + MARGIN - 6;
  const description = measures.map(
    ({ name, values, write }) =>
      `${name}: ${values.map((value, side) => `${sides[side] ?? ''} ${write(value)}`).join(', ')}`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(description.join('. '))}.</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="background" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    text(MARGIN, 40, title, 'title'),
    ...drawLegend(sides),
    ...measures.flatMap((measure, at) => [...drawMeasure(measure, top + at * groupHeight)]),
    ...notes.map((note, at) => text(MARGIN, bottom + 8 + at * NOTE_HEIGHT, note, 'faint')),
    '</svg>',
    '',
  ].join('\n');
}

function* drawLegend(sides: readonly string[]): Generator<string> {
  for (const [side, name] of sides.entries()) {
    const x = MARGIN + side * LABEL_WIDTH;
    yield `<rect class="side-${side}" x="${x}" y="58" width="12" height="12" rx="2"/>`;
    yield text(x + 20, 69, name);
  }
}

function* drawMeasure({ name, better, values, write }: Measure, y: number): Generator<string> {
  const width = WIDTH - 2 * MARGIN - LABEL_WIDTH - VALUE_WIDTH;
  const most = Math.max(...values, Number.MIN_VALUE);
  yield text(MARGIN, y + BAR - 2, name);
  yield text(MARGIN, y + 2 * BAR + 1, `${better} is better`, 'faint');
  for (const [side, value] of values.entries()) {
    const x = MARGIN + LABEL_WIDTH;
    const at = y + side * (BAR + GAP);
    const length = round((value / most) * width);
    yield `<rect class="track" x="${x}" y="${at}" width="${width}" height="${BAR}" rx="3"/>`;
    yield `<rect class="side-${side}" x="${x}" y="${at}" width="${length}" height="${BAR}" rx="3"/>`;
    yield text(x + width + 10, at + BAR - 3, write(value), 'value');
  }
}

function text(x: number, y: number, content: string, kind?: string): string {
  const style = kind === undefined ? '' : ` class="${kind}"`;
  return `<text${style} x="${x}" y="${y}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
