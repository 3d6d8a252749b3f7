import { diag, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import type { Clock } from '../resilience/clock.ts';
import { createLineLimit } from './line-limit.ts';
import type { Log, LogLevel } from './log.ts';
import { reasonOf } from './reason-of.ts';

const MAX_CHARACTERS = 500;

/**
 * Passes on what the SDK reports: warnings and errors by default, what OTEL_LOG_LEVEL names where it is
 * set. Each report is one line. Must be called before the SDK starts.
 */
export function hearSdk(log: Log, level: string | undefined, clock: Clock): void {
  const isAllowed = createLineLimit(clock);
  const logLevel = diagLogLevelFromString(level) ?? DiagLogLevel.WARN;

  /** Somebody who set the level to read details gets all of them. */
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
