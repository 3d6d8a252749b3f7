import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock } from '../../resilience/clock.ts';

/** Spans that end within this time are sent in one request. */
const BATCH_MS = 20;

/** If a batch is not sent within this time, its owner is assumed to be cancelled. */
const OWNED_MS = 500;

/** Further spans are dropped, so that a slow collector cannot fill the memory. */
const MAX_SPANS = 10_000;

export interface SpanBatchesDeps {
  /** Sends spans within `sendWithinMs`, or drops them. Never rejects. */
  readonly send: (spans: readonly ReadableSpan[]) => Promise<void>;
  readonly sendWithinMs: number;
  /** Keeps the calling request alive until `work` settles. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly onDropped: () => void;
  readonly clock: Clock;
}

interface Sending {
  readonly spans: readonly ReadableSpan[];
  readonly untilMs: number;
}

/**
 * Sends spans from Workers. The standard batch processor loses spans there, because its timer belongs to a
 * request that may end before the batch is due. Here the request that ends the first span of a batch owns it,
 * and is kept alive until the batch is sent. Cancelling a request also cancels its timers and calls, so each
 * ownership has a deadline. After the deadline, the next request that ends a span takes the batch over.
 */
export function createSpanBatches(deps: SpanBatchesDeps): SpanProcessor {
  const { send, sendWithinMs, keepAlive, onDropped, clock } = deps;
  let waiting: ReadableSpan[] = [];
  let ownedUntilMs = Number.NEGATIVE_INFINITY;
  const sending = new Set<Sending>();

  function add(spans: readonly ReadableSpan[]): void {
    const room = MAX_SPANS - waiting.length;
    waiting.push(...spans.slice(0, room));
    if (spans.length > room) onDropped();
  }

  async function sendBatch(): Promise<void> {
    await new Promise<void>((resolve) => clock.after(BATCH_MS, resolve));
    const spans = waiting;
    waiting = [];
    ownedUntilMs = Number.NEGATIVE_INFINITY;
    // Another request has taken the spans over.
    if (spans.length === 0) return;
    const batch = { spans, untilMs: clock.monotonicMs() + sendWithinMs + OWNED_MS };
    sending.add(batch);
    await send(spans);
    sending.delete(batch);
  }

  function takeOverExpired(nowMs: number): void {
    for (const batch of sending) {
      if (nowMs < batch.untilMs) continue;
      sending.delete(batch);
      add(batch.spans);
    }
  }

  return {
    onStart: () => undefined,
    onEnd(span) {
      const nowMs = clock.monotonicMs();
      takeOverExpired(nowMs);
      add([span]);
      if (nowMs < ownedUntilMs) return;
      ownedUntilMs = nowMs + OWNED_MS;
      keepAlive(sendBatch());
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
