import { describe, expect, test } from 'vitest';
import { markdownTable } from './markdown-table.ts';
import { renderSummary } from './render-summary.ts';
import { aSummary, aSummaryWithout } from '../judge/test-support/a-summary.ts';

describe('a summary on the terminal', () => {
  test('begins with the verdict', () => {
    expect(renderSummary(aSummary()).split('\n')[0]).toBe('### PASS: smoke');
  });

  test('shows latencies, outcomes, calls to Wix, processes, machine and objectives', () => {
    const text = renderSummary(aSummary());
    for (const row of [
      /^\| latency, ms +\| samples \| +p50 \| +p95 \| +p99 \| +p99\.9 \| +max \|$/m,
      /^\| all +\| +3,000 \| +1\.00 \| +2\.00 \| +4\.00 \| +9\.00 \| +120 \|$/m,
      /^\| whole page views +\| +1,000 \|/m,
      /^\| hit +\| +2,990 \| +99\.7 % \|$/m,
      /^\| status 200 +\| +3,000 \| 100\.0 % \|$/m,
      /^\| token_info +\| +20 \| +0\.007 \|/m,
      /^\| all +\| +30 \| +0\.010 \|/m,
      /^\| server +\| +40\.4 µs \|/m,
      /^\| answered +\| 100 % +\| +100 % \| k6 +\| met +\|$/m,
      /^\| fast .* not judged \|$/m,
      /4bf92f3577b34da6a3ce929d0e0e4736/,
      /A processor, 2 cores, 8 GiB, Linux 6\.1; Node v24\.21\.0, k6 v2\.2\.0; commit 0123456789ab$/m,
    ]) {
      expect(text).toMatch(row);
    }
  });

  test('says why a run is invalid and which objectives were not judged', () => {
    const text = renderSummary(
      aSummary({
        verdict: 'INVALID',
        invalid: [{ code: 'too_few_samples', detail: '3 requests' }],
        notAsserted: ['calls to Wix: no emulator'],
      }),
    );
    expect(text).toContain('### INVALID: smoke');
    expect(text).toContain('- **too_few_samples**: 3 requests');
    expect(text).toContain('- Not judged: calls to Wix: no emulator');
  });

  test('leaves out what there is nothing of', () => {
    const bare = aSummaryWithout('upstream', 'server', 'generator');
    const text = renderSummary({ ...bare, slowest: [], outcomes: {}, statuses: {} });
    expect(text).not.toMatch(/calls to Wix|CPU per request|slowest|Cache-Status/);
  });

  test('keeps a cell in its cell', () => {
    expect(markdownTable(['cell'], [['x | y\nz']])).toBe(
      ['| cell     |', '| -------- |', '| x \\| y z |'].join('\n'),
    );
  });
});
