import type { InstanceData, InstanceResult } from './ask-for-instance.ts';
import type { Clock } from '../resilience/clock.ts';

/** What a widget shows: loading bars of the final size, the instance, or only the widget's own name. */
export type WidgetState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly data: Pick<InstanceData, 'instance' | 'site'> }
  | { readonly kind: 'fallback' };

/** How long loading bars are shown. After that the fallback is shown, until an answer replaces it. */
export const LOADING_LIMIT_MS = 6_000;

/** Waits until the widget is near the viewport, asks, and shows each state. Shows nothing after `signal` is aborted. */
export async function followInstance(options: {
  readonly near: () => Promise<void>;
  readonly ask: () => Promise<InstanceResult>;
  readonly show: (state: WidgetState) => void;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'after'>;
}): Promise<void> {
  const { near, ask, show, signal, clock } = options;
  await near();
  const stopWaiting = clock.after(LOADING_LIMIT_MS, () => show({ kind: 'fallback' }));
  signal.addEventListener('abort', stopWaiting, { once: true });
  const result = await ask();
  stopWaiting();
  if (signal.aborted) return;
  show(result.kind === 'ready' ? result : { kind: 'fallback' });
}
