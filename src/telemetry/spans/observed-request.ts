import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  trace as traces,
} from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { Observation } from '../../endpoint/observer.ts';
import type { Outcome } from '../../endpoint/outcome.ts';
import type { GetInstanceRequest } from '../../endpoint/request.ts';
import type { Clock } from '../../resilience/clock.ts';
import type {
  CallResult,
  OutboundCall,
  RefreshScope,
  RequestScope,
} from '../../tracing/request-scope.ts';
import { continueTrace, type TraceContext } from '../../tracing/trace-context.ts';
import { linksTo, type Parent, parentOf } from './caller-trace.ts';
import type { EventLog } from '../event-log.ts';
import type { Instruments } from '../instruments.ts';
import { ROUTE } from '../names.ts';
import { neverBreaking } from '../never-breaking.ts';
import type { StartCall } from './observed-call.ts';
import { ObservedRefresh } from './observed-refresh.ts';
import { attributesOf, isNotable, type OutcomeAttributes } from '../outcome-attributes.ts';
import { describeRequest } from './request-span.ts';
import { isTraced, type TracedScope } from './traced-scope.ts';

export interface ObservedRequestDeps {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly events: EventLog;
  readonly instruments: Instruments | undefined;
  readonly startCall: StartCall;
}

/**
 * Observes one request. Its span is created late, at the first call to Wix or at the end, because only then is
 * it known whether the request is worth a trace. The span's start time is that of the request.
 */
export class ObservedRequest implements Observation, TracedScope {
  readonly startedMs: number;
  readonly startedEpochMs: number;
  readonly #deps: ObservedRequestDeps;
  readonly #request: GetInstanceRequest;
  /** The trace of a trusted caller. */
  readonly #parent: Parent | undefined;
  #isSampled: boolean;
  #wasOffered = false;
  #span: Span | undefined;
  #context: Context = ROOT_CONTEXT;
  #outcome: Outcome | undefined;
  #attributes: OutcomeAttributes | undefined;
  #calls: SpanContext[] | undefined;
  #leaders: TracedScope[] | undefined;

  constructor(deps: ObservedRequestDeps, request: GetInstanceRequest) {
    const { clock, instruments } = deps;
    this.#deps = deps;
    this.#request = request;
    this.startedMs = clock.monotonicMs();
    this.startedEpochMs = clock.epochMs();
    this.#parent = instruments?.trustCaller ? parentOf(request.headers) : undefined;
    this.#isSampled = instruments?.sampling.head(this.#parent?.trace) ?? false;
  }

  startCall(call: OutboundCall): (result: CallResult) => void {
    return this.#deps.startCall(call, this);
  }

  joined(leader: RequestScope): void {
    if (isTraced(leader) && this.#sample()) (this.#leaders ??= []).push(leader);
  }

  startRefresh(): RefreshScope {
    return new ObservedRefresh(this.#deps, this);
  }

  get calls(): readonly SpanContext[] {
    return this.#calls ?? [];
  }

  callContext(): Context | undefined {
    if (!this.#sample()) return undefined;
    this.#start();
    return this.#span && this.#context;
  }

  addCall(call: SpanContext): void {
    (this.#calls ??= []).push(call);
  }

  conclude(outcome: Outcome): TraceContext {
    this.#outcome = outcome;
    if (!this.#isSampled && isNotable(outcome)) this.#sample();
    if (this.#isSampled) this.#start();
    const trace = this.#traceContext();
    if (outcome.kind === 'refused') {
      this.#attributes = attributesOf(outcome);
      this.#deps.events.refused(outcome, this.#attributes, trace);
    }
    return trace;
  }

  end(status: number): void {
    const { clock, instruments } = this.#deps;
    const outcome = this.#outcome;
    if (!outcome || !instruments) return;
    const durationMs = clock.monotonicMs() - this.startedMs;
    const attributes = this.#attributes ?? attributesOf(outcome);
    instruments.requests.record(this.#request.method, status, attributes, durationMs / 1_000);
    const span = this.#span;
    if (!span) return;
    neverBreaking(() => {
      const startedMs = this.startedEpochMs;
      const links = (this.#leaders ?? []).flatMap(({ calls }) => calls);
      const within = { tracer: instruments.tracer, context: this.#context, startedMs };
      describeRequest(span, { outcome, attributes, status, links }, within);
      span.end(startedMs + durationMs);
    });
  }

  /** Whether the request is recorded. Counts an unsampled request as notable, within the limit per second. */
  #sample(): boolean {
    if (!this.#isSampled && !this.#wasOffered) {
      this.#wasOffered = true;
      this.#isSampled = this.#deps.instruments?.sampling.notable() ?? false;
    }
    return this.#isSampled;
  }

  #start(): void {
    this.#span ??= neverBreaking(() => this.#startSpan());
    if (!this.#span) this.#isSampled = false;
  }

  #startSpan(): Span | undefined {
    const { method, traceparent } = this.#request;
    const within = this.#parent?.context ?? ROOT_CONTEXT;
    const span = this.#deps.instruments?.tracer.startSpan(
      `${method} ${ROUTE}`,
      {
        kind: SpanKind.SERVER,
        startTime: this.startedEpochMs,
        attributes: {
          [ATTR_HTTP_REQUEST_METHOD]: method,
          [ATTR_HTTP_ROUTE]: ROUTE,
          [ATTR_URL_PATH]: ROUTE,
          [ATTR_URL_SCHEME]: 'http',
        },
        links: this.#parent ? [] : linksTo(traceparent),
      },
      within,
    );
    if (span) this.#context = traces.setSpan(within, span);
    return span;
  }

  #traceContext(): TraceContext {
    const span = neverBreaking(() => this.#span?.isRecording() && this.#span.spanContext());
    if (!span) return continueTrace(this.#parent?.trace, this.#deps.random);
    return { traceId: span.traceId, spanId: span.spanId, sampled: true };
  }
}
