export interface Names {
  readonly series: readonly string[];
  readonly labels: readonly string[];
}

const WORDS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan']);
const LABEL_LIST = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR = /\{([^}]*)\}/g;
const IDENTIFIER = /(?<![\w:.$])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g;

/**
 * The series and labels that a PromQL expression reads. It does not check the syntax; promtool
 * does.
 */
export function namesInQuery(promql: string): Names {
  const labels: string[] = [];
  const series = promql
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(LABEL_LIST, (_, list: string) => {
      labels.push(...identifiersIn(list));
      return ' ';
    })
    .replaceAll(SELECTOR, (_, matchers: string) => {
      labels.push(...identifiersIn(matchers));
      return ' ';
    })
    .replaceAll(/\boffset\s+\w+/g, '');
  return {
    series: unique(identifiersIn(series).filter((name) => !WORDS.has(name.toLowerCase()))),
    labels: unique(labels),
  };
}

function identifiersIn(text: string): readonly string[] {
  return text.match(IDENTIFIER) ?? [];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
