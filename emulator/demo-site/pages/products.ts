/** The shop's products. There are enough of them to keep some widgets below the first screen. */
export interface Product {
  readonly name: string;
  readonly note: string;
  readonly price: string;
  /** An inline SVG, so that the page loads no picture. */
  readonly picture: string;
}

interface Glaze {
  readonly ground: string;
  readonly body: string;
  readonly shade: string;
  readonly glaze: string;
}

const SAND: Glaze = { ground: '#efe4d3', body: '#c98a5e', shade: '#a86a41', glaze: '#f6ecdd' };
const SAGE: Glaze = { ground: '#e2e6da', body: '#8f9f86', shade: '#728269', glaze: '#eef0e6' };
const INK: Glaze = { ground: '#dfe3e8', body: '#4c5b6b', shade: '#38444f', glaze: '#a9bac8' };
const ROSE: Glaze = { ground: '#f1e0da', body: '#d9a99a', shade: '#bd8777', glaze: '#fbf1ec' };
const OCHRE: Glaze = { ground: '#f0e6cd', body: '#d7a544', shade: '#b58429', glaze: '#faf2dc' };
const CHALK: Glaze = { ground: '#e6e2dd', body: '#f4f0ea', shade: '#d3cbc0', glaze: '#c8b9a6' };

const VASE =
  'M134 62h52c4 0 6 4 4 8-8 16-8 26 4 44 14 22 24 40 24 66 0 36-24 58-58 58s-58-22-58-58c0-26 10-44 24-66 12-18 12-28 4-44-2-4 0-8 4-8z';
const BOWL = 'M64 132h192c4 0 7 3 6 7-6 50-38 87-78 93v8h-48v-8c-40-6-72-43-78-93-1-4 2-7 6-7z';
const MUG =
  'M100 92h110c6 0 10 4 10 10v108c0 16-12 28-28 28h-74c-16 0-28-12-28-28V102c0-6 4-10 10-10z';
const JUG =
  'M128 58h70l16-8c-2 20-8 30-8 46 0 26 26 48 26 84 0 36-28 58-70 58s-70-22-70-58c0-36 34-58 34-84 0-14-6-26 2-38z';
const PLATE = 'M48 160c0-8 50-20 112-20s112 12 112 20c0 30-44 62-112 62S48 190 48 160z';
const POT =
  'M84 106h152c6 0 9 5 8 10l-18 110c-1 7-6 12-14 12H108c-8 0-13-5-14-12L76 116c-1-5 2-10 8-10z';

/** One pot, lit from the left, the upper half glazed. `id` must be unique in the page. */
function pot(id: string, shape: string, { body, shade, glaze }: Glaze, handle: string): string {
  return `<defs><linearGradient id="${id}-g"><stop offset=".55" stop-color="${body}"/><stop offset="1" stop-color="${shade}"/></linearGradient><clipPath id="${id}-c"><path d="${shape}"/></clipPath></defs>
<ellipse cx="164" cy="240" rx="92" ry="11" fill="#000" opacity=".14"/>${handle}<path d="${shape}" fill="url(#${id}-g)"/>
<g clip-path="url(#${id}-c)"><path d="M0 0h320v138c-26 14-40-10-64 0s-38 22-64 6-46 18-70 4-48 10-72-4-34 8-50-2z" fill="${glaze}" opacity=".82"/><path d="M112 40q-22 90 6 200" stroke="#fff" stroke-width="9" opacity=".28" fill="none"/></g>`;
}

function draw(id: string, shape: string, glaze: Glaze, handle = ''): string {
  return `<svg viewBox="0 0 320 290" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
<rect width="320" height="290" fill="${glaze.ground}"/><circle cx="238" cy="76" r="46" fill="#fff" opacity=".35"/><rect y="222" width="320" height="68" fill="${glaze.shade}" opacity=".16"/>
${pot(id, shape, glaze, handle)}</svg>`;
}

function shelf(id: string, shape: string, glaze: Glaze, transform: string, handle = ''): string {
  return `<g transform="${transform}">${pot(id, shape, glaze, handle)}</g>`;
}

const handle = (d: string, colour: string) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="15" stroke-linecap="round"/>`;

export const PRODUCTS: readonly Product[] = [
  {
    name: 'Shoulder vase',
    note: 'Stoneware, ash glaze',
    price: '€ 84',
    picture: draw('vase', VASE, SAND),
  },
  {
    name: 'Morning mug',
    note: 'Holds 300 ml and a quiet hour',
    price: '€ 32',
    picture: draw('mug', MUG, SAGE, handle('M216 118c44-10 54 74-2 76', SAGE.shade)),
  },
  {
    name: 'Ramen bowl',
    note: 'Deep, with a foot to hold',
    price: '€ 46',
    picture: draw('bowl', BOWL, INK),
  },
  {
    name: 'Water jug',
    note: 'Pours without a drop',
    price: '€ 72',
    picture: draw('jug', JUG, ROSE, handle('M214 92c48-4 52 70 12 88', ROSE.shade)),
  },
  {
    name: 'Dinner plate',
    note: 'Set of two, dishwasher safe',
    price: '€ 58',
    picture: draw('plate', PLATE, OCHRE),
  },
  {
    name: 'Herb pot',
    note: 'With a saucer and a hole',
    price: '€ 38',
    picture: draw('pot', POT, CHALK),
  },
];

export const HERO_PICTURE = `<svg viewBox="0 0 460 250" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
<rect width="460" height="250" fill="#ead9c4"/><circle cx="352" cy="78" r="52" fill="#fff" opacity=".5"/><rect y="196" width="460" height="54" fill="#b98d68" opacity=".35"/>
${shelf('hero-a', VASE, SAND, 'translate(8 -4) scale(.82)')}${shelf('hero-b', BOWL, INK, 'translate(150 56) scale(.6)')}${shelf('hero-c', JUG, SAGE, 'translate(250 2) scale(.8)', handle('M214 92c48-4 52 70 12 88', SAGE.shade))}</svg>`;
