import { CALLS_PER_MINUTE } from '../../../emulator/world/rate-limit.ts';
import type { Comparison, Group, Side } from '../judge/comparison.ts';
import { drawComparison } from './draw-comparison.ts';
import { markdownTable } from './markdown-table.ts';
import { describeProvenance } from '../judge/provenance.ts';
import { count, ms, share } from './format.ts';
import { renderInvalid, renderObjectives } from './render-objectives.ts';

/** A comparison as Markdown. */
export function renderComparison(comparison: Comparison): string {
  const { verdict, sides, invalid, objectives, provenance } = comparison;
  const [example, ours] = sides;
  const row = (name: string, of: (side: Side) => string) => [name, of(example), of(ours)];
  const groups = Object.keys(ours.groups);
  const parts = [
    `### ${verdict}: the same traffic, two servers`,
    describeTraffic(comparison),
    renderInvalid(invalid),
    markdownTable(
      ['', example.name, ours.name],
      [
        row('requests', (side) => count(side.requests)),
        row('answered with data', (side) => share(side.succeeded, side.requests)),
        ...groups.map((name) =>
          row(`… ${name}`, ({ groups: of }) =>
            share(of[name]?.succeeded ?? 0, of[name]?.requests ?? 0),
          ),
        ),
        ...(['p50', 'p95', 'p99', 'p999'] as const).map((at) =>
          row(
            `latency of those, ${at === 'p999' ? 'p99.9' : at}`,
            (side) => `${ms(side.latencyMs[at])} ms`,
          ),
        ),
        row('whole page view, p95', (side) => `${ms(side.pageViewMs.p95)} ms`),
        row('calls to Wix per request', (side) => side.upstream.perRequest.toFixed(2)),
        row('worst instance and minute', (side) => count(worstMinute(side))),
        row('… data and token-info calls together', (side) =>
          count(side.upstream.worstMinuteWithTokenInfo.calls),
        ),
        row('calls that Wix throttled', (side) => count(throttled(side))),
        row(
          'server CPU per request',
          (side) => `${(side.server.cpuMicrosPerRequest / 1000).toFixed(2)} ms`,
        ),
        row(
          'server memory, most',
          (side) => `${(side.server.rssBytes.max / 2 ** 20).toFixed(0)} MiB`,
        ),
        row('statuses', (side) => statuses(side)),
      ],
    ),
    renderObjectives(objectives),
    describeProvenance(provenance),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The picture of a comparison, for README. */
export function pictureOf(comparison: Comparison): string {
  const { sides, provenance, startedAt } = comparison;
  const values = (read: (side: Side) => number) => sides.map(read);
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const milliseconds = (value: number) => `${ms(value)} ms`;
  return drawComparison({
    title: 'The same visitors, two servers',
    sides: sides.map(({ name }) => name),
    measures: [
      ...Object.keys(sides[1].groups).map((name) => ({
        name: `Answered, ${name}`,
        better: 'more' as const,
        values: values(({ groups }) => succeededOf(groups[name])),
        write: percent,
      })),
      {
        name: 'Latency of those, median',
        better: 'less',
        values: values(({ latencyMs }) => latencyMs.p50),
        write: milliseconds,
      },
      {
        name: 'Latency of those, 99th percentile',
        better: 'less',
        values: values(({ latencyMs }) => latencyMs.p99),
        write: milliseconds,
      },
      {
        name: 'Calls to Wix per request',
        better: 'less',
        values: values(({ upstream }) => upstream.perRequest),
        write: (value) => value.toFixed(2),
      },
    ],
    notes: [
      ...describeTraffic(comparison).split('; '),
      `${provenance.cpu}, ${provenance.cores} cores, Node ${provenance.node}; ${startedAt.slice(0, 10)}; npm run load -- compare`,
    ],
  });
}

function succeededOf(group: Group | undefined): number {
  return group === undefined ? 0 : group.succeeded / Math.max(group.requests, 1);
}

function describeTraffic({ traffic, sides }: Comparison): string {
  const { rate, busyShare, seconds, wixMedianMs, seed } = traffic;
  const busy = Math.round(rate * busyShare * 10) / 10;
  const others = Math.round(rate * (1 - busyShare) * 10) / 10;
  return (
    `One busy site at ${busy} page views a second, ${others} over all other sites; ${seconds} s each, one after the other ` +
    `(${count(sides[0].requests)} requests, seed ${seed}); Wix ${wixMedianMs} ms away, ${CALLS_PER_MINUTE} data calls a minute and instance.`
  );
}

function worstMinute({ upstream }: Side): number {
  return Math.max(...Object.values(upstream.operations).map(({ worstMinute: of }) => of.calls));
}

function throttled({ upstream }: Side): number {
  return Object.values(upstream.operations).reduce(
    (sum, { answered }) => sum + (answered['429'] ?? 0),
    0,
  );
}

function statuses({ statuses: of }: Side): string {
  return Object.entries(of)
    .map(([status, n]) => `${status}: ${count(n)}`)
    .join(', ');
}
