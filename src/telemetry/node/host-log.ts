import { processSlot } from '../../process-slots.ts';
import { createConsoleLog, type Log } from '../log.ts';

const MAX_WAITING = 100;

interface HostLog {
  log?: Log;
  readonly waiting: Parameters<Log>[];
}

/** The preloaded SDK is a separate bundle and starts before the host has a log. */
const slot = processSlot<HostLog>('telemetry-log');

function hostLogSlot(): HostLog {
  if (slot.value) return slot.value;
  const created: HostLog = { waiting: [] };
  slot.value = created;
  process.once('exit', () => {
    setHostLog(created.log ?? createConsoleLog('info'));
  });
  return created;
}

/** Writes to the host's log once it exists. If the process exits earlier, the lines go to the console. */
export const hostLog: Log = (...line) => {
  const { log, waiting } = hostLogSlot();
  if (log) log(...line);
  else if (waiting.length < MAX_WAITING) waiting.push(line);
};

/** Sends telemetry's lines to `log`, starting with the queued ones. */
export function setHostLog(log: Log): void {
  const host = hostLogSlot();
  host.log = log;
  for (const line of host.waiting.splice(0)) log(...line);
}
