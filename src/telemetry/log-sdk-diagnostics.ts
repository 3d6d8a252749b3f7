import { diag, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import type { Clock } from '../resilience/clock.ts';
import { createLineLimit } from './line-limit.ts';
import type { Log, LogLevel } from './log.ts';
import { reasonOf } from './reason-of.ts';

const MAX_CHARACTERS = 500;

/**
 * Logs the SDK's diagnostics, one line each. OTEL_LOG_LEVEL sets the level. By default it logs warnings and
 * errors. Must be called before the SDK starts.
 */
export function logSdkDiagnostics(log: Log, level: string | undefined, clock: Clock): void {
  const isAllowed = createLineLimit(clock);
  const logLevel = diagLogLevelFromString(level) ?? DiagLogLevel.WARN;

  /** Details are not limited, because they appear only if OTEL_LOG_LEVEL requests them. */
  const report =
    (as: LogLevel, isLimited: boolean): DiagLogger['warn'] =>
    (...parts) => {
      const line = lineOf(parts);
      if (!isLimited || isAllowed(line)) log(as, `OpenTelemetry: ${line}`);
    };
  const detail = report('info', false);
  const logger = {
    error: report('warn', true),
    warn: report('warn', true),
    info: detail,
    debug: detail,
    verbose: detail,
  };
  diag.setLogger(logger, { logLevel, suppressOverrideMessage: true });
}

function lineOf(parts: readonly unknown[]): string {
  return parts.map(textOf).join(' ').replace(/\s+/g, ' ').trim().slice(0, MAX_CHARACTERS);
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (part instanceof Error) return reasonOf(part);
  try {
    return JSON.stringify(part);
  } catch {
    return Object.prototype.toString.call(part);
  }
}
