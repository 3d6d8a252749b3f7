import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace as traces,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import type { Clock } from '../../resilience/clock.ts';
import { type CallResult, epochMsAt, type OutboundCall } from '../../tracing/request-scope.ts';
import type { EventLog } from '../event-log.ts';
import type { Instruments } from '../instruments.ts';
import { ATTR_WIX_OPERATION, ATTR_WIX_REQUEST_ID } from '../names.ts';
import { neverBreaking } from '../never-breaking.ts';
import type { TracedScope } from './traced-scope.ts';

export type StartCall = (call: OutboundCall, scope: TracedScope) => (result: CallResult) => void;

/** Records a CLIENT span and a duration per call to Wix, and logs failed calls. Never records payloads. */
export function createStartCall(deps: {
  readonly events: EventLog;
  readonly clock: Clock;
  readonly instruments: Instruments | undefined;
}): StartCall {
  const { events, clock, instruments } = deps;

  function startSpan(
    call: OutboundCall,
    callAttributes: Attributes | undefined,
    scope: TracedScope,
    startedMs: number,
  ): Span | undefined {
    const context = scope.callContext();
    if (!context || !instruments) return undefined;
    const startTime = epochMsAt(scope, startedMs);
    const attributes = { ...callAttributes, [ATTR_URL_FULL]: call.url };
    const options = { kind: SpanKind.CLIENT, startTime, attributes };
    const span = instruments.tracer.startSpan(`wix.${call.operation}`, options, context);
    scope.addCall(span.spanContext());
    return span;
  }

  return function startCall(call, scope) {
    const startedMs = clock.monotonicMs();
    const callAttributes = instruments && neverBreaking(() => attributesOf(call));
    const span = neverBreaking(() => startSpan(call, callAttributes, scope, startedMs));

    return function endCall(result) {
      neverBreaking(() => {
        const endedMs = clock.monotonicMs();
        const attributes = resultAttributes(result);
        instruments?.callDuration.record((endedMs - startedMs) / 1_000, {
          ...callAttributes,
          ...attributes,
        });
        span?.setAttributes({
          ...attributes,
          [ATTR_WIX_REQUEST_ID]: result.requestId,
          [ATTR_HTTP_REQUEST_RESEND_COUNT]: result.resends || undefined,
        });
        if (result.reason !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end(epochMsAt(scope, endedMs));
      });
      if (result.outcome !== 'failed') return;
      const within = neverBreaking(() =>
        traces.getSpanContext(scope.callContext() ?? ROOT_CONTEXT),
      );
      events.callFailed(call, result, within);
    };
  };
}

function attributesOf({ operation, method, url }: OutboundCall): Attributes {
  const { hostname, port, protocol } = new URL(url);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: Number(port) || (protocol === 'https:' ? 443 : 80),
    [ATTR_WIX_OPERATION]: operation,
  };
}

function resultAttributes({ status, reason }: CallResult): Attributes {
  const attributes: Attributes = {};
  if (status !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
  // The conventions require the status from 400 on, and otherwise a name for the error.
  const isErrorStatus = status !== undefined && status >= 400;
  if (reason !== undefined) attributes[ATTR_ERROR_TYPE] = isErrorStatus ? String(status) : reason;
  return attributes;
}
