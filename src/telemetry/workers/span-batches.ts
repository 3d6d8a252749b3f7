import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock } from '../../resilience/clock.ts';

/** Spans that end so soon after each other go in one request. */
const BATCH_MS = 20;

/** A request that owns a batch and has not sent it by then has died. */
const OWNED_MS = 500;

/** More are dropped: a collector that is slow must not fill the memory. */
const MAX_SPANS = 10_000;

export interface SpanBatchesDeps {
  /** Sends spans within `sendWithinMs`, or gives them up. Never rejects. */
  readonly send: (spans: readonly ReadableSpan[]) => Promise<void>;
  readonly sendWithinMs: number;
  /** Keeps the request alive in which it is called. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly onDropped: () => void;
  readonly clock: Clock;
}

interface Sending {
  readonly spans: readonly ReadableSpan[];
  readonly untilMs: number;
}

/**
 * Sends spans from Workers, where the stock batch processor loses spans: each belongs to a request that is
 * gone when the batch is due. Here the request that ends the first span of a batch owns it, and is kept
 * alive until the batch is sent. A request that is cancelled takes its timers and calls with it, so each
 * ownership has a deadline, after which the next request to end a span takes the batch over.
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
    // Another request has taken them over.
    if (spans.length === 0) return;
    const batch = { spans, untilMs: clock.monotonicMs() + sendWithinMs + OWNED_MS };
    sending.add(batch);
    await send(spans);
    sending.delete(batch);
  }

  function takeOverFromTheDead(nowMs: number): void {
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
      takeOverFromTheDead(nowMs);
      add([span]);
      if (nowMs < ownedUntilMs) return;
      ownedUntilMs = nowMs + OWNED_MS;
      keepAlive(sendBatch());
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
