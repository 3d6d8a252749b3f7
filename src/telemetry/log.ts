export type LogLevel = 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line. Never given a token, a secret or anything of what Wix answered. Must not throw. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** One JSON line on the console: what Workers have, and show. */
export const consoleLog: Log = (level, msg, fields) => {
  console[level](JSON.stringify({ level, ...fields, msg }));
};
