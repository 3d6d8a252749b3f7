import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace as traces,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { Cause } from '../tracing/request-scope.ts';
import type { Clock } from '../resilience/clock.ts';
import type { GetInstanceRequest } from '../endpoint/get-instance.ts';
import type { Observation, Observer } from '../endpoint/observer.ts';
import { isFailureOfWix, type Outcome } from '../endpoint/outcome.ts';
import { continueTrace, remoteParentOf, type TraceContext } from '../tracing/trace-context.ts';
import {
  ATTR_CACHE_AGE,
  ATTR_CACHE_OUTCOME,
  ATTR_IDENTITY_METHOD,
  ATTR_INSTANCE_ID,
  ATTR_SITE_ID,
  ATTR_SUBJECT_TYPE,
  ROUTE,
} from './names.ts';
import { neverBreaking } from './never-breaking.ts';
import { cacheOutcomeOf, codeOf, identifiedBy, type RequestMetrics } from './request-metrics.ts';
import type { Sampling } from './sampling.ts';

/** Slower than this is worth a trace, whatever became of it. */
const SLOW_MS = 100;

/** A cause whose calls to Wix can be recorded. */
export interface TracedCause extends Cause {
  /** What a call is made in; undefined where it is not recorded. */
  callContext(): Context | undefined;
  /** When it was by the wall clock, for spans of one trace: read twice, that clock may go back between. */
  epochMs(monotonicMs: number): number;
  /** A call was made, and recorded: whoever waits for it as well links to it. */
  made(call: SpanContext): void;
  readonly calls: readonly SpanContext[];
}

export function isTraced(cause: Cause): cause is TracedCause {
  return 'callContext' in cause;
}

export interface RequestObserverDeps {
  readonly tracer: Tracer;
  readonly sampling: Sampling;
  readonly metrics: RequestMetrics;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * One outcome feeds span and metrics. Spans are begun late, at the first call to Wix or at the end, with
 * the time at which they really began: only then is it known that a request is worth one.
 */
export function createRequestObserver(deps: RequestObserverDeps): Observer {
  return { begin: (request, startedMs) => new RequestObservation(deps, request, startedMs) };
}

class RequestObservation implements Observation, TracedCause {
  readonly #deps: RequestObserverDeps;
  readonly #request: GetInstanceRequest;
  readonly #startedMs: number;
  /** What the caller sent. */
  readonly #parent: TraceContext | undefined;
  #recorded: boolean;
  #askedForRoom = false;
  #wallClockAheadMs: number | undefined;
  #span: Span | undefined;
  #context: Context = ROOT_CONTEXT;
  #outcome: Outcome | undefined;
  #calls: SpanContext[] | undefined;
  #waitedFor: TracedCause[] | undefined;

  constructor(deps: RequestObserverDeps, request: GetInstanceRequest, startedMs: number) {
    this.#deps = deps;
    this.#request = request;
    this.#startedMs = startedMs;
    this.#parent = remoteParentOf(request.traceparent);
    this.#recorded = deps.sampling.head(this.#parent);
  }

  get calls(): readonly SpanContext[] {
    return this.#calls ?? [];
  }

  callContext(): Context | undefined {
    if (!this.#isWorthIt()) return undefined;
    this.#begin();
    return this.#span && this.#context;
  }

  epochMs(monotonicMs: number): number {
    this.#wallClockAheadMs ??= wallClockAheadMs(this.#deps.clock);
    return this.#wallClockAheadMs + monotonicMs;
  }

  made(call: SpanContext): void {
    (this.#calls ??= []).push(call);
  }

  waitsWith(leader: Cause): void {
    if (isTraced(leader) && this.#isWorthIt()) (this.#waitedFor ??= []).push(leader);
  }

  conclude(outcome: Outcome): TraceContext {
    this.#outcome = outcome;
    if (!this.#recorded && (isSlow(outcome) || isNotable(outcome))) this.#isWorthIt();
    if (this.#recorded) this.#begin();
    if (this.#span?.isRecording()) {
      const { traceId, spanId } = this.#span.spanContext();
      return { traceId, spanId, sampled: true };
    }
    return continueTrace(this.#parent, this.#deps.random);
  }

  end(status: number): void {
    const { clock, metrics } = this.#deps;
    const outcome = this.#outcome;
    if (!outcome) return;
    const tookMs = clock.monotonicMs() - this.#startedMs;
    metrics.record(this.#request.method, status, outcome, tookMs / 1_000);
    const span = this.#span;
    if (!span) return;
    neverBreaking(() => {
      this.#describe(span, status, outcome);
      span.end(this.epochMs(this.#startedMs + tookMs));
    });
  }

  /** Whether it is recorded, which it is from now on if there is room for one more that is notable. */
  #isWorthIt(): boolean {
    if (!this.#recorded && !this.#askedForRoom) {
      this.#askedForRoom = true;
      this.#recorded = this.#deps.sampling.notable();
    }
    return this.#recorded;
  }

  #begin(): void {
    this.#span ??= neverBreaking(() => this.#startSpan());
    if (!this.#span) this.#recorded = false;
  }

  #startSpan(): Span {
    const parent = this.#parent;
    const within = parent
      ? traces.setSpanContext(ROOT_CONTEXT, {
          traceId: parent.traceId,
          spanId: parent.spanId,
          traceFlags: TraceFlags.SAMPLED,
          isRemote: true,
        })
      : ROOT_CONTEXT;
    const { method } = this.#request;
    const span = this.#deps.tracer.startSpan(
      `${method} ${ROUTE}`,
      {
        kind: SpanKind.SERVER,
        startTime: this.epochMs(this.#startedMs),
        attributes: {
          [ATTR_HTTP_REQUEST_METHOD]: method,
          [ATTR_HTTP_ROUTE]: ROUTE,
          [ATTR_URL_PATH]: ROUTE,
          [ATTR_URL_SCHEME]: 'http',
        },
      },
      within,
    );
    this.#context = traces.setSpan(within, span);
    return span;
  }

  #describe(span: Span, status: number, outcome: Outcome): void {
    const code = codeOf(outcome);
    const method = identifiedBy(outcome);
    const cacheOutcome = cacheOutcomeOf(outcome);
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    set(span, ATTR_IDENTITY_METHOD, method);
    set(span, ATTR_CACHE_OUTCOME, cacheOutcome);
    set(span, ATTR_ERROR_TYPE, code);
    if (outcome.kind !== 'preflight' && outcome.identity) {
      const { instanceId, siteId, subjectType } = outcome.identity;
      span.setAttribute(ATTR_INSTANCE_ID, instanceId);
      span.setAttribute(ATTR_SUBJECT_TYPE, subjectType);
      set(span, ATTR_SITE_ID, siteId ?? siteOf(outcome));
    }
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: code ?? '' });
    for (const link of this.#links()) span.addLink(link);
    this.#describeSteps(outcome, { method, cacheOutcome, code });
  }

  #links(): Link[] {
    const calls = (this.#waitedFor ?? []).flatMap((leader) => leader.calls);
    return calls.map((context) => ({ context }));
  }

  /** The two steps, from what they took: `identity.verify`, and `instance_cache.get`. */
  #describeSteps(
    outcome: Outcome,
    seen: Readonly<Record<'method' | 'cacheOutcome' | 'code', string | undefined>>,
  ): void {
    if (outcome.kind === 'preflight' || !outcome.timings) return;
    const { identifyMs, cacheMs } = outcome.timings;
    const startedMs = this.epochMs(this.#startedMs);
    const verified = outcome.identity !== undefined;
    this.#step('identity.verify', startedMs, identifyMs, {
      [ATTR_IDENTITY_METHOD]: seen.method,
      [ATTR_ERROR_TYPE]: verified ? undefined : seen.code,
    });
    if (cacheMs === undefined) return;
    const age = ageSeconds(outcome, this.#deps.clock);
    this.#step('instance_cache.get', startedMs + identifyMs, cacheMs, {
      [ATTR_CACHE_OUTCOME]: seen.cacheOutcome,
      [ATTR_CACHE_AGE]: age,
      [ATTR_ERROR_TYPE]: seen.code,
    });
  }

  #step(name: string, startTime: number, tookMs: number, attributes: Attributes): void {
    const span = this.#deps.tracer.startSpan(name, { startTime, attributes }, this.#context);
    span.end(startTime + tookMs);
  }
}

function wallClockAheadMs(clock: Clock): number {
  return clock.epochMs() - clock.monotonicMs();
}

function isSlow(outcome: Outcome): boolean {
  if (outcome.kind === 'preflight' || !outcome.timings) return false;
  const { identifyMs, cacheMs = 0 } = outcome.timings;
  return identifyMs + cacheMs > SLOW_MS;
}

/** What waited for Wix is found at its first call; a refusal alone is not worth it, for anybody can make one. */
function isNotable(outcome: Outcome): boolean {
  if (outcome.kind === 'instance') return outcome.lookup.outcome !== 'hit';
  return outcome.kind === 'refused' && isFailureOfWix(outcome.code);
}

function siteOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'instance' ? outcome.lookup.entry.siteId : undefined;
}

function ageSeconds(outcome: Outcome, clock: Clock): number | undefined {
  if (outcome.kind !== 'instance') return undefined;
  return (clock.monotonicMs() - outcome.lookup.entry.loadedAtMs) / 1_000;
}

function set(span: Span, name: string, value: string | undefined): void {
  if (value !== undefined) span.setAttribute(name, value);
}

/**
 * Work behind an answer: a trace of its own, with a link to the request that set it off. It is always
 * recorded where that request is, so that the link leads somewhere.
 */
export async function observeRefresh<T>(
  { tracer, clock }: Pick<RequestObserverDeps, 'tracer' | 'clock'>,
  cause: Cause,
  work: (refresh: Cause) => Promise<T>,
): Promise<T> {
  const setOffBy = isTraced(cause) ? cause.callContext() : undefined;
  const origin = setOffBy && traces.getSpanContext(setOffBy);
  if (!origin || !isTraced(cause)) return work(cause);
  const aheadMs = wallClockAheadMs(clock);
  const epochMs = (monotonicMs: number) => aheadMs + monotonicMs;
  const startTime = epochMs(clock.monotonicMs());
  const options = { root: true, startTime, links: [{ context: origin }] };
  const span = neverBreaking(() =>
    tracer.startSpan('instance_cache.refresh', options, ROOT_CONTEXT),
  );
  if (!span) return work(cause);
  const inside = traces.setSpan(ROOT_CONTEXT, span);
  const refresh: TracedCause = {
    waitsWith: () => undefined,
    callContext: () => inside,
    epochMs,
    // Who waits for the refresh knows the request that set it off.
    made: (call) => {
      cause.made(call);
    },
    get calls() {
      return cause.calls;
    },
  };
  try {
    return await work(refresh);
  } finally {
    neverBreaking(() => {
      span.end(epochMs(clock.monotonicMs()));
    });
  }
}
