import { useEffect, useState, type RefObject } from 'react';
import { httpClient } from '@wix/essentials';
import { askForInstance } from '../../../../browser/ask-for-instance.ts';
import { followInstance, type WidgetState } from '../../../../browser/follow-instance.ts';
import { whenNearViewport } from '../../../../browser/when-near-viewport.ts';
import { systemClock } from '../../../../resilience/clock.ts';

/** Starts in an effect, which a server does not run. The server's markup and the browser's first markup are the same bars. */
export function useInstance(card: RefObject<Element>): WidgetState {
  const [state, show] = useState<WidgetState>({ kind: 'loading' });
  useEffect(() => {
    const element = card.current;
    if (!element) return undefined;
    const { signal, abort } = abortable();
    void followInstance({
      near: () => whenNearViewport(element, signal),
      ask: () =>
        askForInstance({
          fetchWithAuth: httpClient.fetchWithAuth,
          bundleUrl: import.meta.url,
          signal,
        }),
      show,
      signal,
      clock: systemClock,
    });
    return abort;
  }, [card]);
  return state;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
