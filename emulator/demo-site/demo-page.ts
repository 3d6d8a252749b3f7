import { html, raw } from 'hono/html';

import { IMPORT_MAP } from './bundle-browser-code.ts';
import { badgeSlot } from './badge-slot.ts';
import { jsonScript } from './json-script.ts';
import type { Plan } from './plan.ts';
import { HERO_PICTURE, PRODUCTS } from './products.ts';
import { rail } from './rail.ts';
import type { Bundles } from './read-bundles.ts';
import type { CardProps, RenderCard } from './render-card.ts';
import type { PageView } from './sites.ts';

export interface DemoPageParts {
  readonly view: PageView;
  readonly plan: Plan;
  readonly bundles: Bundles;
  readonly renderCard: RenderCard;
  readonly endpoint: string;
  readonly tracePage: string | undefined;
  readonly nonce: string;
}

type Html = ReturnType<typeof html>;

/** A shop's page with six widgets on it and, beside it, what happens behind the scenes. */
export function demoPage(parts: DemoPageParts): Html {
  const { view, bundles, endpoint, tracePage, nonce } = parts;
  const { site, role } = view;
  const { tagName, scriptUrl } = bundles.element;
  const forScripts = {
    instance: site.instance,
    role,
    endpoint,
    tracePage,
    tagName,
    elementUrl: scriptUrl,
    cardUrl: bundles.card.clientUrl,
  };
  const scheme = view.scheme === 'auto' ? 'light dark' : view.scheme;
  return html`<!doctype html>
    <html lang="en" style="color-scheme: ${scheme}" data-site="${site.instance}">
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
        ${shop(parts)} ${rail(view, parts.plan)}
      </body>
    </html>`;
}

function shop({ view: { site }, bundles, renderCard }: DemoPageParts): Html {
  const badge = (displayName: string) => badgeSlot(bundles, { 'display-name': displayName });
  const card = (props: CardProps) =>
    // Not a space beside it: React takes over what stands in there as it is.
    html`<div class="card-slot" data-card="${JSON.stringify(props)}">${raw(renderCard(props))}</div>`;
  return html`<div class="shop" dir="${site.direction}" id="shop">
    <header>
      <p class="shop-notice">Free shipping in ${site.town} and around</p>
      <div class="shop-head">
      <a class="brand" href="#shop"
        ><svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M7 27V15a9 9 0 0 1 18 0v12z" />
          <path d="M12 27v-9a4 4 0 0 1 8 0v9z" class="door" /></svg
        >${site.name}</a
      >
      <nav aria-label="Shop">
        <a href="#new">New</a><a href="#studio">Studio</a><a href="#letters">Letters</a>
      </nav>
    </div></header>
    <main>
      <section class="hero" aria-labelledby="hero-title">
        <div>
          <p class="kicker">Thrown and fired in ${site.town}</p>
          <h1 id="hero-title">Pots for the table you already have</h1>
          <p class="lead">
            Six shapes, made in small batches, each with the mark of the hand that made it.
          </p>
          <p><a class="button" href="#new">See the new firing</a></p>
        </div>
        <div class="hero-widgets">${raw(HERO_PICTURE)}${badge('This shop runs on')}</div>
      </section>
      <section id="new" aria-labelledby="new-title">
        <div class="section-head">
          <h2 id="new-title">From this week’s firing</h2>
          <p>Ships in three days</p>
        </div>
        <div class="with-aside">
          <ul class="products">
            ${PRODUCTS.map(
              ({ name, note, price, picture }) =>
                html`<li class="product">
                  ${raw(picture)}
                  <h3>${name}</h3>
                  <p>${note}</p>
                  <p class="price">${price}</p>
                </li>`,
            )}
          </ul>
          <aside aria-label="About this shop’s app">
            ${card({ id: 'card-aside' })}${badge('Badge')}
          </aside>
        </div>
      </section>
      <section id="studio" class="studio" aria-labelledby="studio-title">
        <div>
          <h2 id="studio-title">A studio with the door open</h2>
          <p>
            Come by on a Saturday. There is tea, there is a wheel, and whoever breaks a pot may keep
            the pieces.
          </p>
          <p>
            Everything on the shelves is thrown here, dried slowly, and fired twice in a kiln that
            we built from the bricks of the old bakery.
          </p>
        </div>
        ${card({ id: 'card-studio' })}
      </section>
      <section id="letters" class="letters" aria-labelledby="letters-title">
        <div>
          <h2 id="letters-title">Letters from the kiln</h2>
          <p>
            Four times a year: what came out well, what cracked, and when the next firing opens.
          </p>
        </div>
        ${card({ id: 'card-letters' })}
      </section>
    </main>
    <footer class="shop-foot">
      <p>${site.name}, ${site.town}. A made-up shop: nothing here is for sale.</p>
      ${badge('Footer')}
    </footer>
  </div>`;
}
