import type { Log, LogLevel } from '../telemetry/log.ts';

/** A flood of malformed requests must not fill the disk. */
const LINES_PER_SECOND = 10;
const LONGEST = 200;

/** Excludes `dir`: OpenTelemetry's console exporters print with it, and only if the operator enables them. */
const LEVELS = {
  error: 'error',
  trace: 'error',
  warn: 'warn',
  log: 'info',
  info: 'info',
  debug: 'info',
} as const satisfies Record<string, LogLevel>;

type Method = keyof typeof LEVELS;

/**
 * Sends the console output of libraries to `log`, one line per call. Astro and `@wix/astro` print full errors
 * to the console. Omits stack traces and anything that could contain a response, a token or a query.
 */
export function consoleToLog(
  log: Log,
  target: Record<Method, (...args: unknown[]) => void> = console,
  nowMs: () => number = () => performance.now(),
): void {
  let second = -1;
  let lines = 0;
  let suppressed = 0;

  function write(level: LogLevel, args: readonly unknown[]): void {
    const now = Math.floor(nowMs() / 1000);
    if (now !== second) {
      second = now;
      lines = 0;
    }
    if (++lines > LINES_PER_SECOND) {
      suppressed += 1;
      return;
    }
    log(level, summaryOf(args), { from: 'console', suppressed: suppressed || undefined });
    suppressed = 0;
  }

  for (const method of Object.keys(LEVELS) as Method[]) {
    target[method] = (...args) => {
      write(LEVELS[method], args);
    };
  }
}

/** Returns the parts of one console call's arguments that are safe to log. */
export function summaryOf(args: readonly unknown[]): string {
  const text = args
    .map(partOf)
    .filter((part) => part !== '')
    .join(' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function partOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textOf(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value instanceof Error ? value.name : '';
    default:
      return '';
  }
}

// eslint-disable-next-line no-control-regex -- the escape sequences of colours
const COLOURS = /\u001b\[[0-9;]*m/g;
/** The prefix of Astro's log lines. */
const TIME_AND_LEVEL = /^(?:\d\d:\d\d:\d\d )?(?:\[(?:ERROR|WARN|INFO)\] ?)?/;
const STACK = /\n\s+at /;
const ERROR = /^(?:Uncaught )?((?:[A-Z][A-Za-z]*)?(?:Error|Exception))\b/;

/** Returns the first line up to the first character that may start data. For an error, returns only its name. */
function textOf(text: string): string {
  const plain = text.replace(COLOURS, '').trim().replace(TIME_AND_LEVEL, '');
  const name = STACK.test(plain) ? /^\w+/.exec(plain)?.[0] : ERROR.exec(plain)?.[1];
  if (name !== undefined) return name;
  const [line = ''] = plain.split(/[\r\n{<"]/, 1);
  return line.replace(/\?\S*/g, '?…').trim();
}
