import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { CardView } from './card-view.tsx';
import { editorElement } from './instance-card.generated.ts';
import { APPEARANCES, defaultProps, HEADING_TAGS } from './instance-card.props.ts';

const html = renderToStaticMarkup(
  createElement(CardView, {
    ...defaultProps,
    id: 'card',
    state: {
      kind: 'ready',
      data: {
        instance: { appName: 'Clock' },
        site: { siteDisplayName: 'Flower shop', url: 'https://flowers.example/' },
      },
    },
  }),
);

test('every selector of the manifest matches an element of the card', () => {
  const { selector, elements } = editorElement;
  const inner = Object.values(elements).map(({ inlineElement }) => inlineElement.selector);
  const names = [selector, ...inner].map((text) => text.replace(/^\./, ''));
  for (const name of names) expect(html).toMatch(new RegExp(`class="${name}[ "]`));
});

test('the editor offers exactly the values that the card accepts', () => {
  const { headingTag, appearance } = editorElement.data;
  const valuesOf = (item: typeof headingTag | typeof appearance) =>
    item.textEnum.options.map(({ value }) => value);
  expect(valuesOf(headingTag)).toEqual([...HEADING_TAGS]);
  expect(valuesOf(appearance)).toEqual([...APPEARANCES]);
});

test('names have the length that Wix accepts: 4 to 20', () => {
  const inner = Object.values(editorElement.elements).map(({ inlineElement }) => inlineElement);
  for (const { displayName } of [editorElement, ...inner]) {
    expect(displayName.length).toBeGreaterThanOrEqual(4);
    expect(displayName.length).toBeLessThanOrEqual(20);
  }
});
