import { createElement, type ComponentType } from 'react';
import { hydrateRoot } from 'react-dom/client';

import type { TokenGetter } from './load-elements.ts';
import type { Demo } from '../read-demo.ts';

interface CardModule {
  readonly default: ComponentType<Readonly<Record<string, unknown>>>;
  readonly injectAccessTokenGetter: (getToken: TokenGetter) => void;
}

/** Hydrates the server-rendered components and passes them the visitor's token. */
export async function hydrateCards({ cardUrl }: Demo, getToken: TokenGetter): Promise<void> {
  const { default: Card, injectAccessTokenGetter } = (await import(cardUrl)) as CardModule;
  injectAccessTokenGetter(getToken);
  for (const slot of document.querySelectorAll<HTMLElement>('[data-card]')) {
    const props = JSON.parse(slot.dataset['card'] ?? '{}') as Record<string, unknown>;
    hydrateRoot(slot, createElement(Card, props), {
      onRecoverableError: (error) => console.error('Hydration:', error),
    });
  }
}
