import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export interface SendSpansDeps {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly warnNotExported: (reason: string) => void;
}

/** Sends spans as OTLP/JSON. Spans that the collector does not take are lost, with a warning. Never rejects. */
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
      // A body that nobody reads holds its connection.
      await response.body?.cancel();
      if (!response.ok) deps.warnNotExported(`the collector returned ${response.status}`);
    } catch (error) {
      // Its message may repeat the address, which may hold a password.
      deps.warnNotExported(error instanceof Error ? error.name : typeof error);
    }
  };
}
