import { parseArgs } from 'node:util';
import { LONGEST_SECONDS, type Plan, shortestSecondsOf } from '../../plan.ts';
import { PLANS } from '../../plans.ts';
import type { RunOptions } from '../run-options.ts';
import { parseDuration } from './parse-duration.ts';

export type Command =
  | { readonly kind: 'list' }
  | { readonly kind: 'run'; readonly profile: string; readonly options: RunOptions }
  | { readonly kind: 'compare'; readonly options: RunOptions }
  | { readonly kind: 'diff'; readonly before: string; readonly after: string }
  | { readonly kind: 'figures'; readonly files: readonly string[] }
  | { readonly kind: 'inspect' }
  | { readonly kind: 'wrong'; readonly fault: string };

/** The traffic's random generator takes 32 bits. */
const MAX_SEED = 0xffff_ffff;
const MAX_RATE = 100_000;

const OPTIONS = {
  rate: { type: 'string' },
  duration: { type: 'string' },
  seed: { type: 'string' },
  'base-url': { type: 'string' },
  'trace-share': { type: 'string' },
  otlp: { type: 'string' },
  out: { type: 'string' },
  short: { type: 'boolean' },
  'i-own-this': { type: 'boolean' },
} as const;

export const USAGE = `Usage: npm run load                         lists the profiles with their questions
       npm run load -- <profile> [options]  runs one profile and judges it
       npm run load -- compare [options]    compares this server with the documentation's example
       npm run load -- diff <A> <B>         compares two summary.json files, or their folders
       npm run load -- figures <A> …        puts several results into one table, for BASELINES.md
       npm run load -- inspect              loads every profile in k6 without running it

  --rate N        page views a second              --otlp URL       exports traces and k6's metrics there
  --duration T    as in 30s, 10m, 1h               --trace-share X  share of requests traced with --otlp, 0 to 1
  --seed S        the same seed, the same traffic  --out DIR        instead of load-tests/results/<time>-<profile>
  --short         the form that CI runs            --i-own-this     allows a --base-url outside private networks
  --base-url U    a running server; default BASE_URL, else the runner starts one

Exit codes: 0 PASS, 1 FAIL, 2 INVALID or not run.`;

/** The command that the command line describes, or its first fault. `BASE_URL` counts as `--base-url`. */
export function parseArguments(
  args: readonly string[],
  profiles: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const fault = faultOfOption(token.name, token.rawName, token.value);
    if (fault !== undefined) return wrong(fault);
    if (values.has(token.name)) return wrong(`${token.rawName} is given twice`);
    values.set(token.name, token.value ?? true);
  }

  const [name, ...rest] = positionals;
  if (name === 'diff') return parseDiff(rest, values);
  if (name === 'figures') {
    return rest.length > 0
      ? { kind: 'figures', files: rest }
      : wrong('figures takes at least one summary');
  }
  if (name === undefined || name === 'inspect') {
    const [option] = values.keys();
    if (option !== undefined) return wrong(`--${option} needs a profile`);
    if (rest[0] !== undefined) return wrong(`${quote(rest[0])} is one argument too many`);
    return { kind: name ?? 'list' };
  }
  if (name !== 'compare' && !profiles.includes(name)) {
    return wrong(`${quote(name)} is not a profile; the profiles are ${profiles.join(', ')}`);
  }
  if (rest[0] !== undefined) return wrong(`${quote(rest[0])} is one argument too many`);

  const options = readOptions(values, env, shortestSecondsOf(planOf(name)));
  if (typeof options === 'string') return wrong(options);
  if (name !== 'compare') return { kind: 'run', profile: name, options };
  if (options.baseUrl !== undefined && values.has('base-url')) {
    return wrong('--base-url does not go with compare, which starts both servers itself');
  }
  return { kind: 'compare', options };
}

function parseDiff(files: readonly string[], values: ReadonlyMap<string, unknown>): Command {
  const [option] = values.keys();
  if (option !== undefined) return wrong(`--${option} does not go with diff`);
  const [before, after, more] = files;
  if (before === undefined || after === undefined || more !== undefined) {
    return wrong(`diff takes two summaries, not ${files.length}`);
  }
  return { kind: 'diff', before, after };
}

function faultOfOption(name: string, rawName: string, value: string | undefined) {
  if (!Object.hasOwn(OPTIONS, name)) return `${rawName} is not an option`;
  const { type } = OPTIONS[name as keyof typeof OPTIONS];
  if (type === 'string' && !value) return `${rawName} needs a value`;
  if (type === 'boolean' && value !== undefined) return `${rawName} takes no value`;
  return undefined;
}

function planOf(name: string): Plan | undefined {
  return Object.values(PLANS).find((plan) => plan.name === name);
}

/** The options, or the first fault in one of them. */
function readOptions(
  values: ReadonlyMap<string, string | true>,
  env: Readonly<Record<string, string | undefined>>,
  shortestSeconds: number,
): RunOptions | string {
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const fault = (name: string, must: string, example: string) =>
    `--${name}: ${quote(text(name) ?? '')} is not ${must}, as in --${name} ${example}`;

  const rate = text('rate') === undefined ? undefined : Number(text('rate'));
  if (rate !== undefined && !(rate >= 1 && rate <= MAX_RATE)) {
    return fault('rate', `a number from 1 to ${MAX_RATE}`, '200');
  }
  const duration = text('duration');
  const durationSeconds = duration === undefined ? undefined : parseDuration(duration);
  if (duration !== undefined && !(durationSeconds && durationSeconds >= shortestSeconds)) {
    return fault('duration', `a duration of ${shortestSeconds} s or more`, '30s');
  }
  if (durationSeconds !== undefined && durationSeconds > LONGEST_SECONDS) {
    return fault('duration', `a duration of ${LONGEST_SECONDS} s or less (tokens expire)`, '3h');
  }
  const seed = text('seed') === undefined ? undefined : Number(text('seed'));
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED)) {
    return fault('seed', `a whole number from 0 to ${MAX_SEED}`, '1');
  }
  const traceShare = text('trace-share') === undefined ? undefined : Number(text('trace-share'));
  if (traceShare !== undefined && !(traceShare >= 0 && traceShare <= 1)) {
    return fault('trace-share', 'a number from 0 to 1', '0.01');
  }
  const otlp = text('otlp');
  if (otlp !== undefined && !isHttp(otlp)) {
    return fault('otlp', 'an http or https URL', 'http://127.0.0.1:4318');
  }
  const given = text('base-url');
  const baseUrl = given ?? (env['BASE_URL']?.trim() || undefined);
  if (baseUrl !== undefined && !isOrigin(baseUrl)) {
    const name = given === undefined ? 'BASE_URL' : '--base-url';
    return `${name}: ${quote(baseUrl)} is not an origin, as in http://127.0.0.1:4321`;
  }
  const out = text('out');
  return {
    ...(rate !== undefined && { rate }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(seed !== undefined && { seed }),
    ...(baseUrl !== undefined && { baseUrl: new URL(baseUrl).origin }),
    ...(traceShare !== undefined && { traceShare }),
    ...(otlp !== undefined && { otlp }),
    ...(out !== undefined && { out }),
    short: values.has('short'),
    iOwnThis: values.has('i-own-this'),
  };
}

function isHttp(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  );
}

/** An origin without a path, which would be ignored. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return isHttp(text) && url?.pathname === '/' && url.search === '' && url.hash === '';
}

function wrong(fault: string): Command {
  return { kind: 'wrong', fault };
}

function quote(text: string): string {
  return JSON.stringify(text);
}
