import { markdownTable } from './markdown-table.ts';
import { describeProvenance } from '../judge/provenance.ts';
import { count, ms, perRequest } from './format.ts';
import type { Summary } from '../judge/summary.ts';

/** Several runs as one table for BASELINES.md, one row each. */
export function renderFigures(summaries: readonly Summary[]): string {
  const places = [...new Set(summaries.map(({ provenance }) => describeProvenance(provenance)))];
  const dates = [...new Set(summaries.map(({ startedAt }) => startedAt.slice(0, 10)))];
  const table = markdownTable(
    [
      'profile',
      'verdict',
      's',
      'requests/s',
      'p50 ms',
      'p95',
      'p99',
      'p99.9',
      'calls to Wix per request',
      'worst instance and minute',
      'server CPU µs',
      'memory MiB',
    ],
    summaries.map(rowOf),
  );
  const findings = summaries.flatMap(({ profile, findings: found }) =>
    Object.entries(found).map(([name, value]) => `- ${profile}: ${name}: ${value}`),
  );
  return `${[dates.join(', '), ...places, table, findings.join('\n')].filter(Boolean).join('\n\n')}\n`;
}

function rowOf({ profile, verdict, seconds, traffic, latencyMs, upstream, server }: Summary) {
  const all = latencyMs.requests['all'];
  const worst = Object.values(upstream?.operations ?? {}).map(({ worstMinute }) => worstMinute);
  return [
    profile,
    verdict,
    seconds.toFixed(0),
    count(traffic.requestsPerSecond),
    ...(['p50', 'p95', 'p99', 'p999'] as const).map((at) => (all ? ms(all[at]) : '–')),
    upstream ? perRequest(upstream.perRequest) : '–',
    upstream ? count(Math.max(...worst.map(({ calls }) => calls))) : '–',
    server ? server.cpuMicrosPerRequest.toFixed(0) : '–',
    server ? (server.rssBytes.max / 2 ** 20).toFixed(0) : '–',
  ];
}
