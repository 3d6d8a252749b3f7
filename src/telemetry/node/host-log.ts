import { createConsoleLog, type Log } from '../log.ts';

/** The preloaded SDK is a bundle of its own, and starts before the host has a log: here they meet. */
const SLOT = Symbol.for('instance-identity.telemetry-log');

const MAX_WAITING = 100;

interface HostLog {
  log?: Log;
  readonly waiting: Parameters<Log>[];
}

const slots = globalThis as unknown as Record<symbol, HostLog | undefined>;

function slot(): HostLog {
  const known = slots[SLOT];
  if (known) return known;
  const made: HostLog = { waiting: [] };
  slots[SLOT] = made;
  process.once('exit', () => {
    setHostLog(made.log ?? createConsoleLog('info'));
  });
  return made;
}

/** Writes to the host's log once there is one. A process that ends without one prints the lines on the console. */
export const hostLog: Log = (...line) => {
  const { log, waiting } = slot();
  if (log) log(...line);
  else if (waiting.length < MAX_WAITING) waiting.push(line);
};

/** From now on telemetry's lines go to `log`, at first those that were written before. */
export function setHostLog(log: Log): void {
  const host = slot();
  host.log = log;
  for (const line of host.waiting.splice(0)) log(...line);
}
