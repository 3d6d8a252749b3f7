import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export interface SendSpansDeps {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly warnNotExported: (reason: string) => void;
}

/** Sends spans as OTLP/JSON. If the collector rejects spans, they are lost and a warning is logged. Never rejects. */
export function createSendSpans(deps: SendSpansDeps) {
  return async function sendSpans(spans: readonly ReadableSpan[]): Promise<void> {
    try {
      const headers = new Headers(deps.headers);
      headers.set('Content-Type', 'application/json');
      const response = await fetch(deps.url, {
        method: 'POST',
        headers,
        body: new TextDecoder().decode(JsonTraceSerializer.serializeRequest([...spans])),
        signal: AbortSignal.timeout(deps.timeoutMs),
      });
      // An unread body would keep the connection busy.
      await response.body?.cancel();
      if (!response.ok) deps.warnNotExported(`the collector returned ${response.status}`);
    } catch (error) {
      // The message may contain the URL, and the URL may contain a password.
      deps.warnNotExported(error instanceof Error ? error.name : typeof error);
    }
  };
}
