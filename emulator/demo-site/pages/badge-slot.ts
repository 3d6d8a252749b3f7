import { html, raw } from 'hono/html';

import type { Bundles } from '../bundles/read-bundles.ts';

/** The element in a box of its declared height, as Wix places it on a page. */
export function badgeSlot({ element }: Bundles, attributes: Readonly<Record<string, string>>) {
  const tag = raw(element.tagName);
  const written = Object.entries(attributes).map(([name, value]) => html` ${raw(name)}="${value}"`);
  return html`<div class="badge-slot" style="height: ${element.height}px"><${tag}${written}></${tag}></div>`;
}
