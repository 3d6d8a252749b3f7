import type { InstanceResult } from '../../../../browser/ask-for-instance.ts';
import type { Clock } from '../../../../get-instance/clock.ts';
import type { CardState } from './card-text.ts';

/** How long bars are shown. After that the fallback stands there, and gives way should an answer still come. */
export const PATIENCE_MS = 6_000;

/** Tells a card what to show from when it comes near what is seen of the page; nothing more once `signal` is aborted. */
export async function followInstance(options: {
  readonly near: () => Promise<void>;
  readonly ask: () => Promise<InstanceResult>;
  readonly show: (state: CardState) => void;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'after'>;
}): Promise<void> {
  const { near, ask, show, signal, clock } = options;
  await near();
  const stopWaiting = clock.after(PATIENCE_MS, () => show({ kind: 'fallback' }));
  signal.addEventListener('abort', stopWaiting, { once: true });
  const result = await ask();
  stopWaiting();
  if (signal.aborted) return;
  show(result.kind === 'ready' ? result : { kind: 'fallback' });
}
