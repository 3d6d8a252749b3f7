import type { InvalidReason, ObjectiveReport } from '../judge/summary.ts';
import { markdownTable } from './markdown-table.ts';

const MARKS: Readonly<Record<ObjectiveReport['outcome'], string>> = {
  met: 'met',
  missed: '**MISSED**',
  unjudged: 'not judged',
};

export function renderInvalid(reasons: readonly InvalidReason[]): string {
  return reasons.map(({ code, detail }) => `- **${code}**: ${detail}`).join('\n');
}

export function renderObjectives(objectives: readonly ObjectiveReport[]): string {
  if (objectives.length === 0) return '';
  return markdownTable(
    ['objective', 'limit', 'seen', 'by', ''],
    objectives.map(({ name, limit, seen, seenBy, outcome, assumption }) => [
      name,
      limit,
      seen,
      seenBy,
      assumption === undefined ? MARKS[outcome] : `${outcome}, not decisive`,
    ]),
    ['left', 'left', 'right', 'left', 'left'],
  );
}
