import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  trace as traces,
} from '@opentelemetry/api';
import type { Clock } from '../../resilience/clock.ts';
import {
  type CallResult,
  epochMsAt,
  type OutboundCall,
  type RefreshScope,
} from '../../tracing/request-scope.ts';
import type { Instruments } from '../instruments.ts';
import { neverBreaking } from '../never-breaking.ts';
import type { StartCall } from './observed-call.ts';
import type { TracedScope } from './traced-scope.ts';

/**
 * Observes a background revalidation. It has its own trace, with a link to the request that triggered it. It is
 * recorded only if that request is, so that the link always has a target.
 */
export class ObservedRefresh implements RefreshScope, TracedScope {
  readonly startedMs: number;
  readonly startedEpochMs: number;
  readonly #clock: Clock;
  readonly #startCall: StartCall;
  readonly #origin: TracedScope;
  readonly #span: Span | undefined;
  readonly #context: Context | undefined;

  constructor(
    deps: {
      readonly clock: Clock;
      readonly instruments: Instruments | undefined;
      readonly startCall: StartCall;
    },
    origin: TracedScope,
  ) {
    this.#clock = deps.clock;
    this.#startCall = deps.startCall;
    this.#origin = origin;
    this.startedMs = deps.clock.monotonicMs();
    this.startedEpochMs = deps.clock.epochMs();
    this.#span = neverBreaking(() => {
      const link = traces.getSpanContext(origin.callContext() ?? ROOT_CONTEXT);
      if (!link) return undefined;
      const options = { root: true, startTime: this.startedEpochMs, links: [{ context: link }] };
      return deps.instruments?.tracer.startSpan('instance_cache.refresh', options, ROOT_CONTEXT);
    });
    this.#context = this.#span && traces.setSpan(ROOT_CONTEXT, this.#span);
  }

  startCall(call: OutboundCall): (result: CallResult) => void {
    return this.#startCall(call, this);
  }

  /** Does nothing: a refresh always starts its own load. */
  joined(): void {
    return;
  }

  startRefresh(): RefreshScope {
    return this;
  }

  callContext(): Context | undefined {
    return this.#context;
  }

  /** Adds the call to the request that triggered the refresh, because waiting requests link to that one. */
  addCall(call: SpanContext): void {
    this.#origin.addCall(call);
  }

  get calls(): readonly SpanContext[] {
    return this.#origin.calls;
  }

  end(): void {
    neverBreaking(() => this.#span?.end(epochMsAt(this, this.#clock.monotonicMs())));
  }
}
