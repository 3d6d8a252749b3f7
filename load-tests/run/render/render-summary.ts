import type { Latency } from '../../k6-result/result.ts';
import { describeProvenance } from '../judge/provenance.ts';
import type { Summary } from '../judge/summary.ts';
import { count, mebibytes, ms, perRequest, share } from './format.ts';
import { markdownTable } from './markdown-table.ts';
import { renderInvalid, renderObjectives } from './render-objectives.ts';

/** A run as Markdown, to paste into a pull request. */
export function renderSummary(summary: Summary): string {
  const { profile, verdict, question, traffic, options } = summary;
  const short = options.short ? ', short' : '';
  const parts = [
    `### ${verdict}: ${profile}${short}`,
    question,
    [
      `${count(traffic.pageViews)} page views, ${count(traffic.requests)} requests`,
      `in ${summary.seconds.toFixed(0)} s (${traffic.requestsPerSecond.toFixed(0)} a second)`,
      `seed ${options.seed}`,
      summary.target.startedHere ? '' : `against ${summary.target.origin}`,
    ]
      .filter(Boolean)
      .join(', '),
    renderInvalid(summary.invalid),
    renderObjectives(summary.objectives),
    renderLatency(summary),
    renderOutcomes(summary),
    renderUpstream(summary),
    renderProcesses(summary),
    renderFindings(summary),
    renderSlowest(summary),
    renderSettings(summary),
    summary.notAsserted.map((what) => `- Not judged: ${what}`).join('\n'),
    describeProvenance(summary.provenance),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function renderLatency({ latencyMs }: Summary): string {
  const rows: [string, Latency][] = [
    ...Object.entries(latencyMs.requests),
    ...Object.entries(latencyMs.outcomes).map(([name, of]): [string, Latency] => [`… ${name}`, of]),
  ].filter(([, { samples }]) => samples > 0);
  if (latencyMs.pageViews) rows.push(['whole page views', latencyMs.pageViews]);
  if (rows.length === 0) return '';
  return markdownTable(
    ['latency, ms', 'samples', 'p50', 'p95', 'p99', 'p99.9', 'max'],
    rows.map(([name, of]) => [
      name,
      count(of.samples),
      ...[of.p50, of.p95, of.p99, of.p999, of.max].map(ms),
    ]),
  );
}

function renderOutcomes({ outcomes, statuses, traffic }: Summary): string {
  const rows = [
    ...Object.entries(outcomes).map(([name, n]) => [name, n] as const),
    ...Object.entries(statuses).map(([status, n]) => [`status ${status}`, n] as const),
  ];
  if (rows.length === 0) return '';
  return markdownTable(
    ['outcome by `Cache-Status`, and status', 'requests', 'share'],
    rows.map(([name, n]) => [name, count(n), share(n, traffic.requests)]),
  );
}

function renderUpstream({ upstream }: Summary): string {
  if (upstream === undefined) return '';
  return markdownTable(
    ['calls to Wix', 'calls', 'per request', 'most at once', 'worst instance and minute'],
    [
      ...Object.entries(upstream.operations).map(([name, of]) => [
        name,
        count(of.calls),
        perRequest(of.perRequest),
        count(of.mostAtOnce),
        count(of.worstMinute.calls),
      ]),
      ['all', count(upstream.calls), perRequest(upstream.perRequest), '', ''],
    ],
  );
}

function renderProcesses({ server, generator }: Summary): string {
  const rows = [
    ...(server ? [['server', server, `${server.cpuMicrosPerRequest.toFixed(1)} µs`] as const] : []),
    ...(generator ? [['k6', generator, ''] as const] : []),
  ];
  if (rows.length === 0) return '';
  return markdownTable(
    [
      'process',
      'CPU per request',
      'CPU of one core',
      'its busiest second',
      'memory at the end',
      'most',
      'heap, early → late',
    ],
    rows.map(([name, of, cpu]) => [
      name,
      cpu,
      share(of.cpuShare, 1),
      share(of.cpuSharePeak, 1),
      mebibytes(of.rssBytes.last),
      mebibytes(of.rssBytes.max),
      of.heapBytes ? `${mebibytes(of.heapBytes.early)} → ${mebibytes(of.heapBytes.late)}` : '',
    ]),
  );
}

function renderFindings({ findings }: Summary): string {
  return Object.entries(findings)
    .map(([name, value]) => `- ${name}: **${value}**`)
    .join('\n');
}

function renderSettings({ settings }: Summary): string {
  const list = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return list.length > 0 ? `Server: \`${list.join(' ')}\`` : '';
}

const LISTED_SLOWEST = 5;

function renderSlowest({ slowest }: Summary): string {
  if (slowest.length === 0) return '';
  return markdownTable(
    ['slowest requests, by trace', 'ms', 'phase', 'outcome', 'recorded'],
    slowest
      .slice(0, LISTED_SLOWEST)
      .map(({ traceId, ms: took, phase, outcome, recorded }) => [
        `\`${traceId}\``,
        ms(took),
        phase ?? '',
        outcome ?? '',
        recorded ? 'yes' : 'no',
      ]),
    ['left', 'right', 'left', 'left', 'left'],
  );
}
