import type { SpanContext } from '@opentelemetry/api';
import { isUpstreamError, type Refusal } from '../endpoint/outcome.ts';
import type { Clock } from '../resilience/clock.ts';
import type { CallResult, OutboundCall } from '../tracing/request-scope.ts';
import type { Report } from '../tracing/service-event.ts';
import type { TraceContext } from '../tracing/trace-context.ts';
import type { Log, LogFields, LogLevel } from './log.ts';
import { ATTR_INSTANCE_ID, ATTR_WIX_OPERATION, ATTR_WIX_REQUEST_ID } from './names.ts';
import type { OutcomeAttributes } from './outcome-attributes.ts';

/** At most one line per kind in this time, so that a flood cannot fill the disk. */
const LINE_EVERY_MS = 1_000;

/** Logs the events that operators must see even without tracing. */
export interface EventLog {
  refused(refusal: Refusal, attributes: OutcomeAttributes, trace: TraceContext): void;
  callFailed(call: OutboundCall, result: CallResult, span: SpanContext | undefined): void;
  readonly report: Report;
}

export function createEventLog(log: Log, clock: Clock): EventLog {
  const kinds = new Map<string, { untilMs: number; suppressed: number }>();

  /** `kind` has few values: one per code or error. */
  function write(kind: string, level: LogLevel, message: string, fields: LogFields): void {
    const nowMs = clock.monotonicMs();
    const last = kinds.get(kind);
    if (last && nowMs < last.untilMs) {
      last.suppressed += 1;
      return;
    }
    const suppressed = last?.suppressed || undefined;
    kinds.set(kind, { untilMs: nowMs + LINE_EVERY_MS, suppressed: 0 });
    log(level, message, { ...fields, suppressed });
  }

  return {
    refused(refusal, { identity }, { traceId, spanId }) {
      const { code } = refusal;
      const isOurs = isUpstreamError(code);
      write(code, isOurs ? 'warn' : 'info', 'refused', {
        code,
        [ATTR_INSTANCE_ID]: isOurs ? identity?.instanceId : undefined,
        retry_after_s: 'retryAfterSeconds' in refusal ? refusal.retryAfterSeconds : undefined,
        trace_id: traceId,
        span_id: spanId,
      });
    },
    callFailed({ operation }, { status, requestId, reason }, span) {
      write(`${operation} ${reason ?? ''}`, 'warn', 'call to Wix failed', {
        [ATTR_WIX_OPERATION]: operation,
        reason,
        status,
        [ATTR_WIX_REQUEST_ID]: requestId,
        trace_id: span?.traceId,
        span_id: span?.spanId,
      });
    },
    report(event) {
      switch (event.kind) {
        case 'circuit_changed': {
          const { policy, state } = event;
          log(state === 'closed' ? 'info' : 'warn', `circuit ${state.replace('_', ' ')}`, {
            pool: policy,
          });
          return;
        }
        case 'budget_spent':
          // A metric cannot have the instance id as a label, so the log names it.
          write('budget', 'warn', 'budget of calls to Wix spent', {
            [ATTR_INSTANCE_ID]: event.instanceId,
            retry_after_s: event.retryAfterSeconds,
          });
          return;
        case 'permission_missing':
          write('permission', 'error', 'the app lacks a permission', {
            permission: event.permission,
          });
      }
    },
  };
}
