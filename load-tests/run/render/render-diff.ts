import type { SummaryDiff } from '../judge/diff-summaries.ts';
import { markdownTable } from './markdown-table.ts';
import type { Summary } from '../judge/summary.ts';

/** Two runs side by side, as Markdown. */
export function renderDiff(before: Summary, after: Summary, diff: SummaryDiff): string {
  const parts = [
    `### ${after.profile}: ${before.verdict} → ${after.verdict}${diff.worse ? ', worse' : ''}`,
    `${when(before)} → ${when(after)}`,
    diff.unlike.length > 0
      ? `The runs differ in more than the commit, so read the ratios with care:\n\n${diff.unlike.map((line) => `- ${line}`).join('\n')}`
      : '',
    markdownTable(
      ['', 'before', 'after', 'ratio'],
      diff.figures.map(({ name, before: was, after: is, ratio }) => [
        name,
        figure(was),
        figure(is),
        ratio === undefined ? '–' : ratio.toFixed(2),
      ]),
    ),
    diff.objectives.length > 0
      ? markdownTable(
          ['objective', 'before', 'after'],
          diff.objectives.map(({ name, before: was, after: is }) => [
            name,
            was ? `${was.outcome} (${was.seen})` : 'not there',
            is ? `${is.outcome} (${is.seen})` : 'not there',
          ]),
          ['left', 'left', 'left'],
        )
      : 'No objective changed its outcome.',
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function when({ startedAt, provenance }: Summary): string {
  return `${startedAt} (${provenance.commit ?? 'no commit'}${provenance.dirty ? ' with changes' : ''})`;
}

function figure(value: number): string {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
