import { describe, expect, test } from 'vitest';
import type { Log } from '../telemetry/log.ts';
import { consoleToLog, summaryOf } from './console-to-log.ts';

type Line = Parameters<Log>;

function setUp() {
  const lines: Line[] = [];
  const target = { ...console };
  let nowMs = 0;
  consoleToLog(
    (...line) => lines.push(line),
    target,
    () => nowMs,
  );
  return { target, lines, advance: (ms: number) => (nowMs += ms) };
}

describe('consoleToLog', () => {
  test('writes one line per call, at the level of its method', () => {
    const { target, lines } = setUp();
    target.error('a');
    target.trace('b');
    target.warn('c');
    target.log('d');
    target.info('e');
    target.debug('f');
    expect(lines.map(([level, message]) => [level, message])).toEqual([
      ['error', 'a'],
      ['error', 'b'],
      ['warn', 'c'],
      ['info', 'd'],
      ['info', 'e'],
      ['info', 'f'],
    ]);
  });

  test('writes ten lines a second and counts the rest', () => {
    const { target, lines, advance } = setUp();
    for (let n = 0; n < 100; n++) target.error('flood');
    expect(lines).toHaveLength(10);
    advance(1_000);
    target.error('later');
    expect(lines.at(-1)).toEqual(['error', 'later', { from: 'console', suppressed: 90 }]);
    target.error('last');
    expect(lines.at(-1)).toEqual(['error', 'last', { from: 'console', suppressed: undefined }]);
  });
});

describe('summaryOf', () => {
  const error = new TypeError('a token: abc.def');
  const astro = (text: string) => `\u001b[2m10:11:12\u001b[22m \u001b[31m[ERROR]\u001b[39m ${text}`;

  test.each([
    ['an error', [error], 'TypeError'],
    ['an error after a text', ['Could not render /x', error], 'Could not render /x TypeError'],
    ['a stack', [error.stack], 'TypeError'],
    ['a stack as Astro prints it', [astro(error.stack ?? '')], 'TypeError'],
    [
      'a stack of an Astro error whose name does not end in Error',
      [astro('EnvInvalidVariables: The following\n\n- A is missing\n    at f (file:///a.mjs:1:2)')],
      'EnvInvalidVariables',
    ],
    ['an error as text', ['Error: the body of Wix'], 'Error'],
    [
      'an Astro message',
      [astro('[router] Error while trying to render the route /_wix/x')],
      '[router] Error while trying to render the route /_wix/x',
    ],
    ['a query', ['Could not render /x?token=abc now'], 'Could not render /x?… now'],
    ['data in a text', ['failed: {"message":"secret"}'], 'failed:'],
    ['a page in a text', ['failed: <html>secret'], 'failed:'],
    ['a second line', ['failed\nsecret'], 'failed'],
    [
      'objects and functions',
      ['failed', { secret: 1 }, ['secret'], () => 'secret', null],
      'failed',
    ],
    ['numbers', ['status', 500, true], 'status 500 true'],
    ['nothing', [], ''],
  ])('summarizes %s', (_what, args, summary) => {
    expect(summaryOf(args)).toBe(summary);
  });

  test('is at most 200 characters long', () => {
    expect(summaryOf(['a'.repeat(10_000)])).toBe(`${'a'.repeat(200)}…`);
  });
});
