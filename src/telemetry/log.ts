export type LogLevel = 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line. Never given a token, a secret or anything of what Wix answered. Must not throw. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

const RANK: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };

/** JSON lines on the console, from this level on: what Workers have, and show. */
export function createConsoleLog(from: LogLevel | 'silent'): Log {
  return (level, msg, fields) => {
    if (from === 'silent' || RANK[level] < RANK[from]) return;
    console[level](JSON.stringify({ level, ...fields, msg }));
  };
}
