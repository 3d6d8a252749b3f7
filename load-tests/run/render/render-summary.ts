import { markdownTable } from './markdown-table.ts';
import { describeProvenance } from '../judge/provenance.ts';
import type { Latency } from '../../k6-result/result.ts';
import type { InvalidReason, PromiseReport, Summary } from '../judge/summary.ts';

/** The run as Markdown that can be pasted into a pull request. */
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
    renderPromises(summary.promises),
    renderLatency(summary),
    renderOutcomes(summary),
    renderUpstream(summary),
    renderProcesses(summary),
    renderFindings(summary),
    renderSlowest(summary),
    renderSettings(summary),
    summary.notAsserted.map((what) => `- Not asserted: ${what}`).join('\n'),
    describeProvenance(summary.provenance),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const MARKS: Readonly<Record<PromiseReport['outcome'], string>> = {
  kept: 'kept',
  broken: '**BROKEN**',
  unjudged: 'not judged',
};

export function renderInvalid(reasons: readonly InvalidReason[]): string {
  return reasons.map(({ code, detail }) => `- **${code}**: ${detail}`).join('\n');
}

export function renderPromises(promises: readonly PromiseReport[]): string {
  if (promises.length === 0) return '';
  return markdownTable(
    ['promise', 'limit', 'seen', 'by', ''],
    promises.map(({ name, limit, seen, seenBy, outcome }) => [
      name,
      limit,
      seen,
      seenBy,
      MARKS[outcome],
    ]),
    ['left', 'left', 'right', 'left', 'left'],
  );
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
      mib(of.rssBytes.last),
      mib(of.rssBytes.max),
      of.heapBytes ? `${mib(of.heapBytes.early)} → ${mib(of.heapBytes.late)}` : '',
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
    ['slowest traced', 'ms', 'phase', 'outcome'],
    slowest
      .slice(0, LISTED_SLOWEST)
      .map(({ traceId, ms: took, phase, outcome }) => [
        `\`${traceId}\``,
        ms(took),
        phase ?? '',
        outcome ?? '',
      ]),
    ['left', 'right', 'left', 'left'],
  );
}

export function count(n: number): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Three digits are what a run can tell. */
export function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 0.1 ? '<0.1' : percent.toFixed(1)} %`;
}

export function perRequest(calls: number): string {
  return calls > 0 && calls < 0.001 ? '<0.001' : calls.toFixed(3);
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
