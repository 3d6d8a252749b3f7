import type { App } from '../compose.ts';
import type { Outcome } from '../endpoint/outcome.ts';
import { replyTo } from '../endpoint/reply.ts';
import { sha256 } from '../node-crypto.ts';
import { continueTrace } from '../tracing/trace-context.ts';

/** Only another deployment changes the configuration. */
const REFUSAL: Outcome = {
  kind: 'refused',
  stage: 'configuration',
  code: 'misconfigured',
  retryAfterSeconds: 60,
  timings: { identifyMs: 0 },
};

/** Answers preflights, so that a page may read the error, and refuses every other request. */
export const misconfiguredApp: App = {
  handle(request) {
    const outcome: Outcome = request.method === 'OPTIONS' ? { kind: 'preflight' } : REFUSAL;
    return replyTo(outcome, request, continueTrace(undefined, Math.random), sha256);
  },
  instances: { invalidate: () => undefined, size: 0 },
  snapshot: () => ({ cachedInstances: 0, policies: {} }),
};
