export type LogLevel = 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line. Never pass it a token, a secret or any part of a Wix response. Must not throw. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

const RANK: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };

/** Writes JSON lines at this level or above to the console. Workers have no other log. */
export function createConsoleLog(from: LogLevel | 'silent'): Log {
  return (level, msg, fields) => {
    if (from === 'silent' || RANK[level] < RANK[from]) return;
    console[level](JSON.stringify({ level, ...fields, msg }));
  };
}
