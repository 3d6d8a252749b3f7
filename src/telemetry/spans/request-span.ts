import {
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
} from '@opentelemetry/semantic-conventions';
import type { Outcome } from '../../endpoint/outcome.ts';
import {
  ATTR_CACHE_AGE,
  ATTR_CACHE_OUTCOME,
  ATTR_IDENTITY_METHOD,
  ATTR_IDENTITY_STALE,
  ATTR_INSTANCE_ID,
  ATTR_SITE_ID,
  ATTR_SUBJECT_TYPE,
} from '../names.ts';
import type { OutcomeAttributes } from '../outcome-attributes.ts';

export interface EndedRequest {
  readonly outcome: Outcome;
  readonly attributes: OutcomeAttributes;
  readonly status: number;
  /** The calls of other requests that this one waited for. */
  readonly links: readonly SpanContext[];
}

/** The parent context and start time for the spans of the steps. */
interface Within {
  readonly tracer: Tracer;
  readonly context: Context;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
}

/** Sets the attributes of a request's span and adds a span for each step. */
export function describeRequest(span: Span, request: EndedRequest, within: Within): void {
  const { outcome, attributes, status, links } = request;
  const { code, identity, identityMethod, isIdentityStale, cacheOutcome } = attributes;
  span.setAttributes({
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    [ATTR_IDENTITY_METHOD]: identityMethod,
    [ATTR_IDENTITY_STALE]: isIdentityStale || undefined,
    [ATTR_CACHE_OUTCOME]: cacheOutcome,
    [ATTR_ERROR_TYPE]: code,
    [ATTR_INSTANCE_ID]: identity?.instanceId,
    [ATTR_SUBJECT_TYPE]: identity?.subjectType,
    [ATTR_SITE_ID]: identity?.siteId ?? siteOf(outcome),
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: code ?? '' });
  for (const context of links) span.addLink({ context });
  addSteps(outcome, attributes, within);
}

/** Adds `identity.verify` and `instance_cache.get` from the timings of the outcome. */
function addSteps(outcome: Outcome, attributes: OutcomeAttributes, within: Within): void {
  if (!('timings' in outcome)) return;
  const { identifyMs, cacheMs } = outcome.timings;
  const { code, identity, identityMethod, cacheOutcome } = attributes;
  addStep(within, 'identity.verify', within.startedMs, identifyMs, {
    [ATTR_IDENTITY_METHOD]: identityMethod,
    [ATTR_ERROR_TYPE]: identity ? undefined : code,
  });
  if (cacheMs === undefined) return;
  const { ageMs } = outcome.kind === 'instance' ? outcome.lookup : { ageMs: undefined };
  addStep(within, 'instance_cache.get', within.startedMs + identifyMs, cacheMs, {
    [ATTR_CACHE_OUTCOME]: cacheOutcome,
    [ATTR_CACHE_AGE]: ageMs === undefined ? undefined : ageMs / 1_000,
    [ATTR_ERROR_TYPE]: code,
  });
}

function addStep(
  { tracer, context }: Within,
  name: string,
  startTime: number,
  durationMs: number,
  attributes: Attributes,
): void {
  tracer.startSpan(name, { startTime, attributes }, context).end(startTime + durationMs);
}

function siteOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'instance' ? outcome.lookup.entry.siteId : undefined;
}
