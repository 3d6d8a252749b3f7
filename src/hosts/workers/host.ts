import type { Host } from '../../config.ts';
import type { ReadVariable } from '../../read-variable.ts';
import { keepAlive } from '#keep-alive';
import { LOG_LEVELS } from '../../config.ts';
import { createConsoleLog, type Log } from '../../telemetry/log.ts';
import { NAMES_ON_WORKERS } from '../../telemetry/otel/names-on-workers.ts';
import { reasonOf } from '../../telemetry/reason-of.ts';

/** The host that this bundle runs on. */
export const host: Host = 'workers';

let setUp: Promise<void> | undefined;

/**
 * Runs once, on the first request, because Workers forbid creating these objects in global scope. Never
 * rejects.
 */
export function setUpTelemetry(read: ReadVariable): Promise<void> {
  return (setUp ??= start(read));
}

async function start(read: ReadVariable): Promise<void> {
  const log = logOf(read);
  try {
    if (!NAMES_ON_WORKERS.some((name) => read(name)?.trim())) return;
    // A separate 60 KB chunk, loaded only if telemetry is configured.
    const { exportSpans } = await import('../../telemetry/workers/export-spans.ts');
    exportSpans(read, log, keepAlive);
  } catch (error) {
    log('warn', `Telemetry is not set up: ${reasonOf(error)}. Requests are answered all the same.`);
  }
}

function logOf(read: ReadVariable): Log {
  const level = read('LOG_LEVEL')?.trim();
  return createConsoleLog(LOG_LEVELS.find((known) => known === level) ?? 'info');
}
