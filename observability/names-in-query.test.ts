import { expect, test } from 'vitest';
import { namesInQuery } from './names-in-query.ts';

test.each([
  ['up', ['up'], []],
  [
    'sum by (job, le) (rate(a_total{b="c",d!~"e|f"}[5m] offset 1h)) > 0.1',
    ['a_total'],
    ['b', 'd', 'job', 'le'],
  ],
  ['x:y:rate5m > 1e3 and on (z) (w or vector(0))', ['w', 'x:y:rate5m'], ['z']],
  ['histogram_quantile(0.99, sum(rate(h_bucket[$__rate_interval])))', ['h_bucket'], []],
  ['a / ignoring (b) group_left () c', ['a', 'c'], ['b']],
  ['topk(3, {job="x"})', [], ['job']],
])('%s', (promql, series, labels) => {
  expect(namesInQuery(promql)).toEqual({ series, labels });
});
