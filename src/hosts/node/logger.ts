import pino from 'pino';
import type { Log } from '../../telemetry/log.ts';

/** Logs JSON lines. On a terminal it logs readable lines if `pino-pretty` is installed. */
export async function createLogger(level: string): Promise<Log> {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    (process.stdout.isTTY && (await prettyStream())) || pino.destination({ fd: 1, sync: true }),
  );
  return (of, message, fields) => {
    logger[of]({ ...fields }, message);
  };
}

async function prettyStream(): Promise<pino.DestinationStream | undefined> {
  try {
    const { default: pretty } = await import('pino-pretty');
    return pretty({ sync: true, ignore: 'pid,hostname' });
  } catch {
    return undefined;
  }
}
