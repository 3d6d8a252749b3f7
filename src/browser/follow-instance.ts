import type { InstanceData, InstanceResult } from './ask-for-instance.ts';
import type { Clock } from '../resilience/clock.ts';

/** What a widget shows: bars of the final size, the instance, or its own name alone. */
export type WidgetState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly data: Pick<InstanceData, 'instance' | 'site'> }
  | { readonly kind: 'fallback' };

/** How long bars are shown. After that the fallback stands there, and gives way should an answer still come. */
export const PATIENCE_MS = 6_000;

/** Tells a widget what to show from when it comes near what is seen of the page; nothing more once `signal` is aborted. */
export async function followInstance(options: {
  readonly near: () => Promise<void>;
  readonly ask: () => Promise<InstanceResult>;
  readonly show: (state: WidgetState) => void;
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
