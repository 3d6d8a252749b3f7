import { createElement, type FC } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { DATA } from '@wix/react-component-schema';
import { describe, expect, test } from 'vitest';
import {
  withDefaults,
  withEditorElementDefaults,
  withFallbackPlaceholder,
} from './react-component-utils.ts';

interface Props {
  id?: string;
  title?: string | undefined;
  isOn?: boolean;
}
const Plain: FC<Props> = ({ title, isOn }) => `${title} ${isOn}`;
const markup = (Component: FC<Props>, props: Props) =>
  renderToStaticMarkup(createElement(Component, props));

describe('withDefaults', () => {
  const Component = withDefaults(Plain, { title: 'Default', isOn: true });

  test('replaces absent and undefined props', () => {
    expect(markup(Component, {})).toBe('Default true');
    expect(markup(Component, { title: undefined })).toBe('Default true');
  });

  test('keeps chosen values, even empty and false ones', () => {
    expect(markup(Component, { title: '', isOn: false })).toBe(' false');
  });
});

describe('withFallbackPlaceholder', () => {
  const Component = withFallbackPlaceholder(Plain, {
    requiredDataFields: ['title', 'isOn'],
    rootClassName: 'plain',
  });

  test('shows the component if any of its content is present', () => {
    expect(markup(Component, { isOn: true })).toBe('undefined true');
  });

  test('shows a placeholder that the editor can select if no content is present', () => {
    expect(markup(Component, { id: 'one', title: '', isOn: false })).toMatch(
      /^<div id="one" class="plain">Nothing to show/,
    );
  });
});

describe('withEditorElementDefaults', () => {
  test('adds each default to the editor element and changes nothing else', () => {
    const element = {
      selector: '.plain',
      displayName: 'Plain',
      data: {
        title: { dataType: DATA.DATA_TYPE.text, displayName: 'Title' },
        isOn: { dataType: DATA.DATA_TYPE.booleanValue },
      },
    };
    expect(withEditorElementDefaults(element, { title: 'Default', other: 1 })).toEqual({
      ...element,
      data: { ...element.data, title: { ...element.data.title, defaultValue: 'Default' } },
    });
    expect(element.data.title).not.toHaveProperty('defaultValue');
  });
});
