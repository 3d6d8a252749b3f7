import type { Clock } from '../resilience/clock.ts';
import type { Log } from './log.ts';

const EVERY_MS = 60_000;

/** Logs at most one line a minute, so that a collector outage cannot fill the log. */
export function createExportWarning(log: Log, clock: Clock): (reason: string) => void {
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  return function warnNotExported(reason) {
    const nowMs = clock.monotonicMs();
    if (nowMs < silentUntilMs) return;
    silentUntilMs = nowMs + EVERY_MS;
    log('warn', `Telemetry is not exported: ${reason}. Requests are answered all the same.`);
  };
}
