import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

import type { ComponentType } from 'react';

import type { Bundles } from './read-bundles.ts';

/** What Wix gives to a component of a page: who it is, and what the site's builder chose. */
export type CardProps = Readonly<Record<string, unknown>> & { readonly id: string };

export type RenderCard = (props: CardProps) => string;

/** Takes the component's own server build, as Wix does: markup without `window`, and without a call. */
export async function loadCard({ card }: Bundles): Promise<RenderCard> {
  // Here, not above: without a demo the emulator starts without React.
  const [{ createElement }, { renderToString }, built] = await Promise.all([
    import('react'),
    import('react-dom/server'),
    import(pathToFileURL(resolve(card.serverFile)).href) as Promise<{
      default: ComponentType<CardProps>;
    }>,
  ]);
  return (props) => renderToString(createElement(built.default, props));
}
