import { expect, test } from 'vitest';
import { renderFigures } from './render-figures.ts';
import { aSummary, aSummaryWithout } from '../judge/test-support/a-summary.ts';

test('puts several runs into one table, with what could not be measured left open', () => {
  const found = aSummary({ profile: 'breakpoint', findings: { capacity: 700 } });
  const text = renderFigures([aSummary(), found, aSummaryWithout('upstream', 'server')]);
  expect(text.match(/^\| (smoke|breakpoint) .*/gm)).toHaveLength(3);
  expect(text).toMatch(
    /^\| smoke +\| +PASS \| +30 \| +100 \| +1\.00 \| .* 0\.010 \| +3 \| +40 \| +130 \|$/m,
  );
  expect(text).toMatch(/ – \| +– \| +– \| +– \|$/m);
  expect(text).toContain('- breakpoint: capacity: 700');
  expect(text.match(/A processor, 2 cores/g)).toHaveLength(1);
});
