import { expect, test } from 'vitest';
import { hostLog, setHostLog } from './host-log.ts';

test('lines logged before the host has a log are written first, once and in order', () => {
  hostLog('warn', 'first');
  hostLog('warn', 'second');
  const lines: string[] = [];
  setHostLog((_, message) => lines.push(message));
  hostLog('warn', 'third');
  expect(lines).toEqual(['first', 'second', 'third']);
});
