import { describe, expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';

const PROFILES = ['smoke', 'soak', 'brownout', 'cold-start'];
const parse = (line: string, env = {}) =>
  parseArguments(line.split(' ').filter(Boolean), PROFILES, env);

describe('the load runner’s arguments', () => {
  test('list the profiles when there are none', () => {
    expect(parse('')).toEqual({ kind: 'list' });
  });

  test('run a profile with its options, in any order', () => {
    expect(
      parse(
        '--rate 12.5 soak --duration 1m30s --seed=7 --trace-share 0.5 --otlp http://127.0.0.1:4318 --out x --short --i-own-this --base-url http://localhost:4321/',
      ),
    ).toEqual({
      kind: 'run',
      profile: 'soak',
      options: {
        rate: 12.5,
        durationSeconds: 90,
        seed: 7,
        traceShare: 0.5,
        otlp: 'http://127.0.0.1:4318',
        out: 'x',
        short: true,
        iOwnThis: true,
        baseUrl: 'http://localhost:4321',
      },
    });
  });

  test('leave everything else to the profile', () => {
    expect(parse('smoke')).toEqual({
      kind: 'run',
      profile: 'smoke',
      options: { short: false, iOwnThis: false },
    });
  });

  test('take BASE_URL as the default of --base-url', () => {
    const env = { BASE_URL: 'http://127.0.0.1:1' };
    expect(parse('smoke', env)).toMatchObject({ options: { baseUrl: 'http://127.0.0.1:1' } });
    expect(parse('smoke --base-url http://127.0.0.1:2', env)).toMatchObject({
      options: { baseUrl: 'http://127.0.0.1:2' },
    });
    expect(parse('smoke', { BASE_URL: '' })).toEqual(parse('smoke'));
  });

  test('take two summaries to compare', () => {
    expect(parse('diff a b')).toEqual({ kind: 'diff', before: 'a', after: 'b' });
  });

  test.each([
    ['smok', '"smok" is not a profile; the profiles are smoke, soak, brownout, cold-start'],
    ['smoke soak', '"soak" is one argument too many'],
    ['smoke --rat 5', '--rat is not an option'],
    ['smoke -r', '-r is not an option'],
    ['smoke --rate', '--rate needs a value'],
    ['smoke --rate=', '--rate needs a value'],
    ['smoke --rate fast', '--rate: "fast" is not a number from 1 to 100000, as in --rate 200'],
    ['smoke --rate 0', '--rate: "0" is not a number from 1 to 100000, as in --rate 200'],
    ['smoke --rate -5', '--rate: "-5" is not a number from 1 to 100000, as in --rate 200'],
    [
      'smoke --rate Infinity',
      '--rate: "Infinity" is not a number from 1 to 100000, as in --rate 200',
    ],
    ['smoke --rate 1 --rate 2', '--rate is given twice'],
    [
      'smoke --duration 0s',
      '--duration: "0s" is not a duration of 5 s or more, as in --duration 30s',
    ],
    ['smoke --duration 2s', /^--duration: "2s" is not a duration of 5 s or more/],
    [
      'smoke --duration 5x',
      '--duration: "5x" is not a duration of 5 s or more, as in --duration 30s',
    ],
    [
      'brownout --duration 16s',
      '--duration: "16s" is not a duration of 17 s or more, as in --duration 30s',
    ],
    ['cold-start --duration 5s', /^--duration: "5s" is not a duration of 17 s or more/],
    [
      'soak --duration 4h',
      '--duration: "4h" is not a duration of 14000 s or less (tokens expire), as in --duration 3h',
    ],
    ['smoke --seed 1.5', /^--seed: "1.5" is not a whole number/],
    ['smoke --trace-share 2', /^--trace-share: "2" is not a number from 0 to 1/],
    ['smoke --otlp collector:4318', /^--otlp: "collector:4318" is not an http or https URL/],
    ['smoke --short=yes', '--short takes no value'],
    ['smoke --base-url localhost', /^--base-url: "localhost" is not an origin/],
    ['smoke --base-url http://a/api', /^--base-url: "http:\/\/a\/api" is not an origin/],
    ['smoke --base-url http://user:pass@a', /^--base-url: /],
    ['--rate 5', '--rate needs a profile'],
    ['figures', 'figures takes at least one summary'],
    ['diff a', 'diff takes two summaries, not 1'],
    ['diff a b --short', '--short does not go with diff'],
    ['compare --base-url http://a', /^--base-url does not go with compare/],
  ])('refuse `%s` in one line', (line, fault) => {
    const command = parse(line);
    expect(command).toEqual({
      kind: 'wrong',
      fault: typeof fault === 'string' ? fault : (expect.stringMatching(fault) as string),
    });
    expect(JSON.stringify(command)).not.toContain('\\n');
  });

  test('name BASE_URL when that variable is wrong', () => {
    expect(parse('smoke', { BASE_URL: 'nowhere' })).toMatchObject({
      fault: expect.stringMatching(/^BASE_URL: "nowhere"/) as string,
    });
  });
});
