import type { App } from '../compose.ts';
import type { Outcome } from '../endpoint/outcome.ts';
import { replyTo } from '../endpoint/reply.ts';
import { sha256 } from '../node-crypto.ts';
import { continueTrace } from '../tracing/trace-context.ts';

/** Only a new deployment can change the configuration. */
const REFUSAL: Outcome = {
  kind: 'refused',
  stage: 'configuration',
  code: 'misconfigured',
  retryAfterSeconds: 60,
  timings: { identifyMs: 0 },
};

/** Accepts preflights so that pages can read the error, and refuses every other request. */
export const misconfiguredApp: App = {
  handle(request) {
    const outcome: Outcome = request.method === 'OPTIONS' ? { kind: 'preflight' } : REFUSAL;
    return replyTo(outcome, request, continueTrace(undefined, Math.random), sha256);
  },
  instances: { invalidate: () => undefined, size: 0 },
  snapshot: () => ({ cachedInstances: 0, policies: {} }),
};
