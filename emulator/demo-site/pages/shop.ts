import { html, raw } from 'hono/html';

import { badgeSlot } from './badge-slot.ts';
import { HERO_PICTURE, PRODUCTS } from './products.ts';
import type { Bundles } from '../bundles/read-bundles.ts';
import type { CardProps, RenderCard } from '../bundles/render-card.ts';
import type { PageView } from '../sites.ts';

/** The shop that visitors see, with three elements and three components of the app. */
export function shop({ site, scheme }: PageView, bundles: Bundles, renderCard: RenderCard) {
  const badge = (attributes: Readonly<Record<string, string>> = {}) =>
    badgeSlot(bundles, { appearance: scheme, ...attributes });
  const card = (chosen: CardProps) => {
    const props = { headingTag: 'h3', appearance: scheme, ...chosen };
    // No whitespace around the markup: React hydrates the slot's content as it is.
    return html`<div class="card-slot" data-card="${JSON.stringify(props)}">${raw(renderCard(props))}</div>`;
  };

  return html`<div class="shop" dir="${site.direction}" id="shop">
<header>
  <p class="shop-notice">Free shipping in ${site.town} and around</p>
  <div class="shop-head">
    <a class="brand" href="#shop">${raw(MARK)}${site.name}</a>
    <nav aria-label="Shop"><a href="#new">New</a><a href="#studio">Studio</a><a href="#letters">Letters</a></nav>
  </div>
</header>
<main>
  <section class="hero" aria-labelledby="hero-title">
    <div>
      <p class="kicker">Thrown and fired in ${site.town}</p>
      <h1 id="hero-title">Pots for the table you already have</h1>
      <p class="lead">Six shapes, made in small batches, each with the mark of the hand that made it.</p>
      <p><a class="button" href="#new">See the new firing</a></p>
    </div>
    <div class="hero-widgets">${raw(HERO_PICTURE)}${badge()}</div>
  </section>

  <section id="new" aria-labelledby="new-title">
    <div class="section-head"><h2 id="new-title">From this week’s firing</h2><p>Ships in three days</p></div>
    <div class="with-aside">
      <ul class="products">${PRODUCTS.map(
        ({ name, note, price, picture }) => html`
        <li class="product">${raw(picture)}<h3>${name}</h3><p>${note}</p><p class="price">${price}</p></li>`,
      )}
      </ul>
      <div class="aside">${card({ id: 'card-aside' })}${badge({ 'display-name': 'Shop assistant' })}</div>
    </div>
  </section>

  <section id="studio" class="studio" aria-labelledby="studio-title">
    <div>
      <h2 id="studio-title">A studio with the door open</h2>
      <p>Come by on a Saturday. There is tea, there is a wheel, and whoever breaks a pot may keep the pieces.</p>
      <p>Everything on the shelves is thrown here, dried slowly, and fired twice in a kiln that we built from the
        bricks of the old bakery.</p>
    </div>
    ${card({ id: 'card-studio', heading: 'What keeps the kiln booked' })}
  </section>

  <section id="letters" class="letters" aria-labelledby="letters-title">
    <div>
      <h2 id="letters-title">Letters from the kiln</h2>
      <p>Four times a year: what came out well, what cracked, and when the next firing opens.</p>
    </div>
    ${card({ id: 'card-letters', heading: 'The app behind these letters' })}
  </section>
</main>
<footer class="shop-foot">
  <p>${site.name}, ${site.town}. A made-up shop: nothing here is for sale.</p>
  ${badge()}
</footer>
</div>`;
}

const MARK =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 27V15a9 9 0 0 1 18 0v12z"/>' +
  '<path d="M12 27v-9a4 4 0 0 1 8 0v9z" class="door"/></svg>';
