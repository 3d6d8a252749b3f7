import { createElement, type ComponentType, type FC } from 'react';
import type { DataItem, EditorElement } from '@wix/react-component-schema';

// Replaces `@wix/react-component-utils`, which the CLI's template imports and the registry does not have. It holds the
// three helpers that the template calls. Once the package is published, use it and delete this file.

/** Adds default props. A prop that is absent or undefined takes its default. */
export function withDefaults<Props extends object>(
  Component: ComponentType<Props>,
  defaults: Partial<Props>,
): FC<Props> {
  return function WithDefaults(props) {
    return createElement(Component, { ...props, ...missing(props, defaults) });
  };
}

function missing<Props extends object>(props: Props, defaults: Partial<Props>): Partial<Props> {
  const absent = Object.entries(defaults).filter(
    ([name]) => (props as Record<string, unknown>)[name] === undefined,
  );
  return Object.fromEntries(absent) as Partial<Props>;
}

/** In the editor, shows a placeholder if every field that provides content is empty. */
export function withFallbackPlaceholder<Props extends object>(
  Component: ComponentType<Props>,
  options: {
    readonly requiredDataFields: readonly (keyof Props)[];
    readonly rootClassName: string;
  },
): FC<Props> {
  return function WithFallbackPlaceholder(props) {
    const isEmpty = options.requiredDataFields.every((name) => !props[name]);
    if (!isEmpty) return createElement(Component, props);
    const { id, className } = props as { readonly id?: string; readonly className?: string };
    return createElement(
      'div',
      { id, className: [options.rootClassName, className].filter(Boolean).join(' ') },
      'Nothing to show. Choose what this component shows in its settings.',
    );
  };
}

/** Adds the defaults to the editor element, so that the editor's panels show them. */
export function withEditorElementDefaults<
  Element extends EditorElement & { readonly data: Readonly<Record<string, DataItem>> },
>(element: Element, defaults: Readonly<Record<string, unknown>>): Element {
  const data = Object.entries(element.data).map(([name, item]) => [
    name,
    name in defaults ? { ...item, defaultValue: defaults[name] } : item,
  ]);
  return { ...element, data: Object.fromEntries(data) as Element['data'] };
}
