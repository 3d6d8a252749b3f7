/** A Markdown table whose columns align in a terminal too. By default the first is left-aligned, the others right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[] = [],
): string {
  const escaped = [head, ...rows].map((row) => row.map(escapeCell));
  const widths = head.map((_, column) =>
    Math.max(3, ...escaped.map((row) => width(row[column] ?? ''))),
  );
  const side = (column: number) => align[column] ?? (column === 0 ? 'left' : 'right');
  const line = (row: readonly string[]) =>
    `| ${widths.map((space, column) => pad(row[column] ?? '', space, side(column))).join(' | ')} |`;
  const rule = widths.map((space, column) =>
    side(column) === 'left' ? '-'.repeat(space) : `${'-'.repeat(space - 1)}:`,
  );
  const [first = [], ...others] = escaped;
  return [line(first), `| ${rule.join(' | ')} |`, ...others.map(line)].join('\n');
}

function pad(cell: string, space: number, side: 'left' | 'right'): string {
  const blank = ' '.repeat(space - width(cell));
  return side === 'left' ? cell + blank : blank + cell;
}

/** In characters rather than UTF-16 units. */
function width(cell: string): number {
  return Array.from(cell).length;
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
