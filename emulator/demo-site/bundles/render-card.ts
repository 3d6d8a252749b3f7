import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

import type { ComponentType } from 'react';

import type { Bundles } from './read-bundles.ts';

/** The props that Wix passes to a component: its id, and the choices of the site's builder. */
export type CardProps = Readonly<Record<string, unknown>> & { readonly id: string };

export type RenderCard = (props: CardProps) => string;

/**
 * Uses the component's server build, as Wix does. It renders without `window` and without any
 * request.
 */
export async function loadCard({ card }: Bundles): Promise<RenderCard> {
  // Imported lazily: without a demo, the emulator starts without React.
  const [{ createElement }, { renderToString }, built] = await Promise.all([
    import('react'),
    import('react-dom/server'),
    import(pathToFileURL(resolve(card.serverFile)).href) as Promise<{
      default: ComponentType<CardProps>;
    }>,
  ]);
  return (props) => renderToString(createElement(built.default, props));
}
