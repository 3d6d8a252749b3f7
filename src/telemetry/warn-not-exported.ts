import type { Clock } from '../resilience/clock.ts';
import type { Log } from './log.ts';

const EVERY_MS = 60_000;

/** One line, and then silence for a minute: a collector that is down would fill the log. */
export function createExportWarning(log: Log, clock: Clock): (reason: string) => void {
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  return function warnNotExported(reason) {
    const nowMs = clock.monotonicMs();
    if (nowMs < silentUntilMs) return;
    silentUntilMs = nowMs + EVERY_MS;
    log('warn', `Telemetry is not exported: ${reason}. Requests are answered all the same.`);
  };
}
