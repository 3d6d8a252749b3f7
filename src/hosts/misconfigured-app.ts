import type { App } from '../compose.ts';
import { replyTo } from '../endpoint/reply.ts';
import { sha256 } from '../node-crypto.ts';
import { traceContextOf } from '../tracing/trace-context.ts';

/** Answers every request that the configuration is wrong; preflights as ever, so that a page may read it. */
export const misconfiguredApp: App = {
  handle(request) {
    const trace = traceContextOf(request.traceparent, Math.random);
    return request.method === 'OPTIONS'
      ? replyTo({ kind: 'preflight' }, request, trace, sha256)
      : replyTo({ kind: 'refused', code: 'misconfigured' }, request, trace, sha256);
  },
  instances: { invalidate: () => undefined, size: 0 },
};
