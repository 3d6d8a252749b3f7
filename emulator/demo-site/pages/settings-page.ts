import { html } from 'hono/html';

import { badgeSlot } from './badge-slot.ts';
import { jsonScript } from './json-script.ts';
import type { Bundles } from '../bundles/read-bundles.ts';
import { DEMO_SITES, type PageView } from '../sites.ts';

/** The widget's settings panel as in Wix's editor, beside the widget that it edits. */
export function settingsPage({
  view: { site },
  bundles,
  endpoint,
}: {
  readonly view: PageView;
  readonly bundles: Bundles;
  readonly endpoint: string;
}) {
  const { tagName, scriptUrl } = bundles.element;
  const forScripts = {
    instance: site.instance,
    role: 'visitor',
    token: 'opaque',
    endpoint,
    tagName,
    elementUrl: scriptUrl,
  };
  return html`<!doctype html>
    <html lang="en" data-site="${site.instance}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Settings panel · ${site.name}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/demo/assets/settings.css" />
        ${jsonScript(forScripts, { id: 'demo' })}
        <script type="module" src="/demo/assets/settings-page.js"></script>
      </head>
      <body>
        <header class="bar">
          <h1>Stand-in for Wix’s editor</h1>
          <form method="get" id="view-form">
            <label for="site">Site</label>
            <select id="site" name="site">
              ${DEMO_SITES.map(
                ({ instance, name }) =>
                  html`<option value="${instance}" ${instance === site.instance ? 'selected' : ''}>
                    ${name}
                  </option>`,
              )}
            </select>
          </form>
          <a href="/?site=${site.instance}">Back to the shop</a>
        </header>
        <main>
          <section class="stage" aria-labelledby="stage-title">
            <h2 id="stage-title">The page</h2>
            <div class="canvas">
              <div class="selected">
                <p class="tag" aria-hidden="true">${tagName}</p>
                ${badgeSlot(bundles, { id: 'edited' })}
              </div>
            </div>
            <h3>Its markup</h3>
            <pre tabindex="0" aria-label="The widget’s markup"><code id="markup"></code></pre>
          </section>
          <iframe
            id="panel"
            title="Settings panel of the widget"
            data-src="${bundles.panelUrl}"
          ></iframe>
        </main>
      </body>
    </html>`;
}
