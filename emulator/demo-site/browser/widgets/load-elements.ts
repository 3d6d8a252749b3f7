import type { Demo } from '../read-demo.ts';

export type TokenGetter = () => Promise<string>;

interface ElementOfWix extends HTMLElement {
  /** Defined by Wix's wrapper of the element. */
  accessTokenListener(getToken: TokenGetter): void;
}

/** Loads the built element as a Wix site does and passes it the visitor's token. */
export async function loadElements(
  { elementUrl, tagName }: Pick<Demo, 'elementUrl' | 'tagName'>,
  getToken: TokenGetter,
): Promise<void> {
  await import(elementUrl);
  await customElements.whenDefined(tagName);
  for (const element of document.querySelectorAll<ElementOfWix>(tagName)) {
    element.accessTokenListener(getToken);
  }
}
