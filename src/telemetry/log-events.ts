import { trace as traces } from '@opentelemetry/api';
import type { Clock } from '../resilience/clock.ts';
import { isFailureOfWix, type Refusal } from '../endpoint/outcome.ts';
import type { TraceContext } from '../tracing/trace-context.ts';
import { reasonOf } from '../resilience/failure.ts';
import { wixRequestIdOf } from '../wix/call-wix.ts';
import type { Circuit } from '../resilience/circuit-breaker.ts';
import type { ObserveCall } from '../wix/wix-calls.ts';
import type { Log, LogFields, LogLevel } from './log.ts';
import { ATTR_INSTANCE_ID, ATTR_WIX_OPERATION, ATTR_WIX_REQUEST_ID } from './names.ts';
import { isTraced } from './observe-requests.ts';

/** Of what is the same but for whom it met, one line a second: a flood must not fill the disk. */
const EVERY_MS = 1_000;

export interface EventLog {
  readonly refused: (outcome: Refusal, trace: TraceContext) => void;
  /** Which site is near Wix's limit can be no label of a metric. */
  readonly budgetSpent: (instanceId: string, retryAfterSeconds: number) => void;
  circuitChanged(pool: string, state: Circuit['state']): void;
  /** Watches calls to Wix as `inner` does, and tells of those that failed. */
  watchCalls(inner: ObserveCall | undefined): ObserveCall;
}

/** What an operator has to see without a trace. */
export function createEventLog(log: Log, clock: Clock): EventLog {
  const said = new Map<string, { untilMs: number; suppressed: number }>();

  /** `kind` has few values: one for each code or error. */
  function say(kind: string, level: LogLevel, message: string, fields: LogFields): void {
    const nowMs = clock.monotonicMs();
    const last = said.get(kind);
    if (last && nowMs < last.untilMs) {
      last.suppressed += 1;
      return;
    }
    const suppressed = last?.suppressed || undefined;
    said.set(kind, { untilMs: nowMs + EVERY_MS, suppressed: 0 });
    log(level, message, { ...fields, suppressed });
  }

  return {
    refused({ code, identity, retryAfterSeconds }, { traceId, spanId }) {
      const isOurs = isFailureOfWix(code);
      say(code, isOurs ? 'warn' : 'info', 'refused', {
        code,
        [ATTR_INSTANCE_ID]: isOurs ? identity?.instanceId : undefined,
        retry_after_s: retryAfterSeconds,
        trace_id: traceId,
        span_id: spanId,
      });
    },
    budgetSpent(instanceId, retryAfterSeconds) {
      say('budget', 'warn', 'budget of calls to Wix spent', {
        [ATTR_INSTANCE_ID]: instanceId,
        retry_after_s: retryAfterSeconds,
      });
    },
    circuitChanged(pool, state) {
      log(state === 'closed' ? 'info' : 'warn', `circuit ${state.replace('_', ' ')}`, { pool });
    },
    watchCalls: (inner) => (operation, cause) => {
      const observation = inner?.(operation, cause);
      let status: number | undefined;
      let requestId: string | undefined;
      return {
        responded(response) {
          status = response.status;
          requestId = wixRequestIdOf(response);
          observation?.responded(response);
        },
        end(result) {
          observation?.end(result);
          if (result.kind !== 'failed') return;
          const reason = reasonOf(result.failure);
          const within = isTraced(cause) ? cause.callContext() : undefined;
          const span = within && traces.getSpanContext(within);
          say(`${operation} ${reason}`, 'warn', 'call to Wix failed', {
            [ATTR_WIX_OPERATION]: operation,
            reason,
            status,
            [ATTR_WIX_REQUEST_ID]: requestId,
            trace_id: span?.traceId,
            span_id: span?.spanId,
          });
        },
      };
    },
  };
}
