import { html } from 'hono/html';

import { IMPORT_MAP } from '../bundles/bundle-browser-code.ts';
import { jsonScript } from './json-script.ts';
import type { Plan } from '../plan.ts';
import { rail } from './rail.ts';
import type { Bundles } from '../bundles/read-bundles.ts';
import type { RenderCard } from '../bundles/render-card.ts';
import { shop } from './shop.ts';
import type { PageView } from '../sites.ts';

export interface DemoPageParts {
  readonly view: PageView;
  readonly plan: Plan;
  readonly planDelaySeconds: number;
  readonly bundles: Bundles;
  readonly renderCard: RenderCard;
  readonly endpoint: string;
  readonly tracePage: string | undefined;
  readonly nonce: string;
}

/** A shop's page with six widgets, and a rail that shows the requests to the endpoint and to Wix. */
export function demoPage(parts: DemoPageParts) {
  const { view, bundles, endpoint, tracePage, nonce } = parts;
  const { site, role, token } = view;
  const { tagName, scriptUrl } = bundles.element;
  const forScripts = {
    instance: site.instance,
    role,
    token,
    endpoint,
    tracePage,
    planDelaySeconds: parts.planDelaySeconds,
    tagName,
    elementUrl: scriptUrl,
    cardUrl: bundles.card.clientUrl,
  };
  const scheme = view.scheme === 'auto' ? 'light dark' : view.scheme;
  return html`<!doctype html>
    <html lang="en" style="color-scheme: ${scheme}" data-site="${site.instance}" data-scheme="${view.scheme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${site.name} · a demo shop with six widgets</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/demo/assets/shop.css" />
        <link rel="stylesheet" href="/demo/assets/rail.css" />
        <link rel="stylesheet" href="/demo/vendor/uplot/uPlot.min.css" />
        <link rel="stylesheet" href="${bundles.card.styleUrl}" />
        ${jsonScript(IMPORT_MAP, { type: 'importmap', nonce })}
        ${jsonScript(forScripts, { id: 'demo' })}
        <script type="module" src="/demo/assets/demo-page.js"></script>
      </head>
      <body>
        ${shop(view, bundles, parts.renderCard)} ${rail(parts)}
      </body>
    </html>`;
}
