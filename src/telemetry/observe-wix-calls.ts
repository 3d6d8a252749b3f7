import {
  type Attributes,
  type Histogram,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import type { Clock } from '../resilience/clock.ts';
import { reasonOf } from '../resilience/failure.ts';
import { wixRequestIdOf } from '../wix/call-wix.ts';
import type { CallObservation, ObserveCall, WixOperation } from '../wix/wix-calls.ts';
import { ATTR_WIX_OPERATION, ATTR_WIX_REQUEST_ID } from './names.ts';
import { neverBreaking } from './never-breaking.ts';
import { isTraced } from './observe-requests.ts';

const REQUESTS: Readonly<Record<WixOperation, { readonly method: string; readonly path: string }>> =
  {
    token_info: { method: 'POST', path: '/oauth2/token-info' },
    app_token: { method: 'POST', path: '/oauth2/token' },
    get_app_instance: { method: 'GET', path: '/apps/v1/instance' },
  };

/** One CLIENT span and one duration for each call to Wix. Nothing of what is sent or comes back. */
export function createCallObserver(deps: {
  readonly tracer: Tracer;
  readonly duration: Histogram;
  readonly wixApiOrigin: string;
  readonly clock: Clock;
}): ObserveCall {
  const { tracer, duration, clock } = deps;
  const { hostname, port, protocol } = new URL(deps.wixApiOrigin);
  const peer = {
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: Number(port) || (protocol === 'https:' ? 443 : 80),
  };

  return function observeCall(operation, cause): CallObservation {
    const { method, path } = REQUESTS[operation];
    const common = { [ATTR_HTTP_REQUEST_METHOD]: method, ...peer, [ATTR_WIX_OPERATION]: operation };
    const startedMs = clock.monotonicMs();
    const traced = isTraced(cause) ? cause : undefined;
    const within = traced?.callContext();
    let span: Span | undefined;
    neverBreaking(() => {
      if (!within || !traced) return;
      const startTime = traced.epochMs(startedMs);
      const attributes = { ...common, [ATTR_URL_FULL]: `${deps.wixApiOrigin}${path}` };
      const options = { kind: SpanKind.CLIENT, startTime, attributes };
      span = tracer.startSpan(`wix.${operation}`, options, within);
      traced.made(span.spanContext());
    });
    let status: number | undefined;

    return {
      responded(response) {
        status = response.status;
        neverBreaking(() => {
          span?.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, response.status);
          const requestId = wixRequestIdOf(response);
          if (requestId !== undefined) span?.setAttribute(ATTR_WIX_REQUEST_ID, requestId);
        });
      },
      end: (result) => {
        neverBreaking(() => {
          describe(result);
        });
      },
    };

    function describe(result: Parameters<CallObservation['end']>[0]): void {
      const errorType = errorTypeOf(result, status);
      const attributes: Attributes = { ...common };
      if (status !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
      if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
      const endedMs = clock.monotonicMs();
      duration.record((endedMs - startedMs) / 1_000, attributes);
      if (errorType !== undefined) {
        span?.setAttribute(ATTR_ERROR_TYPE, errorType);
        span?.setStatus({ code: SpanStatusCode.ERROR });
      }
      span?.end(traced?.epochMs(endedMs));
    }
  };
}

/** As the conventions have it: the status from 400 on, else what went wrong, in words of ours. */
function errorTypeOf(
  result: Parameters<CallObservation['end']>[0],
  status: number | undefined,
): string | undefined {
  if (result.kind === 'answered') return undefined;
  if (status !== undefined && status >= 400) return String(status);
  if (result.kind !== 'failed') return result.kind;
  return reasonOf(result.failure);
}
