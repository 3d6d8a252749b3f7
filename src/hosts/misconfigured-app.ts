import type { App } from '../compose.ts';
import { replyTo } from '../endpoint/reply.ts';
import { sha256 } from '../node-crypto.ts';
import { traceContextOf } from '../tracing/trace-context.ts';

/** Only another deployment changes it. */
const RETRY_AFTER_SECONDS = 60;

/** Answers every request that the configuration is wrong; preflights as ever, so that a page may read it. */
export const misconfiguredApp: App = {
  handle(request) {
    const trace = traceContextOf(request.traceparent, Math.random);
    if (request.method === 'OPTIONS') return replyTo({ kind: 'preflight' }, request, trace, sha256);
    const retryAfterSeconds = RETRY_AFTER_SECONDS;
    const timings = { identifyMs: 0 };
    const refusal = { kind: 'refused', code: 'misconfigured', retryAfterSeconds, timings } as const;
    return replyTo(refusal, request, trace, sha256);
  },
  instances: { invalidate: () => undefined, size: 0 },
};
