import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createElement, type ComponentType } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const STATICS = 'http://_wix_statics_url_placeholder_/';

/** The builds that the app manifest names, for Wix hosting and for the Node bundle. */
describe.each([
  ['dist', 'dist'],
  ['dist-node', 'dist-node/client'],
])('the instance card in %s', (build, files) => {
  const { components } = JSON.parse(readFileSync(`${build}/_wix/app-manifest.json`, 'utf8'));
  const card = components
    .map(({ compData }: any) => compData.editorReactComponent)
    .find((component: any) => component !== undefined);
  const read = (url: string) => readFileSync(builtFile(files, url), 'utf8');

  const calls: unknown[][] = [];
  beforeEach(() => {
    calls.length = 0;
    vi.stubGlobal('fetch', (...call: unknown[]) => {
      calls.push(call);
      throw new Error('the server build makes no call');
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const render = async (props: Record<string, unknown>, build = card.resources.server.url) => {
    const url = pathToFileURL(builtFile(files, build)).href;
    const built: { default: ComponentType<any> } = await import(/* @vite-ignore */ url);
    const markup = renderToString(createElement(built.default, props));
    // Lets work finish that was started but not awaited.
    await new Promise((resolve) => setImmediate(resolve));
    return markup;
  };

  test('is in the manifest, with scripts and styles for site and editor, and a script for the server', () => {
    const { client, editor, server } = card.resources;
    for (const url of [client.componentUrl, editor.componentUrl, server.url]) {
      expect(read(url)).toContain('instance-card');
    }
    for (const url of [client.cssUrl, editor.cssUrl]) expect(read(url)).toContain('--cardRowGap');
    expect(card.editorElement).toMatchObject({
      selector: '.instance-card',
      data: { heading: { dataType: 'text', defaultValue: 'About this app' } },
      elements: { link: { inlineElement: { states: { focus: { pseudoClass: 'focus' } } } } },
    });
  });

  test('imports React from the page, so that the page has only one copy', () => {
    for (const url of [card.resources.client.componentUrl, card.resources.server.url]) {
      expect(read(url)).toMatch(/from\s*["']react["']/);
      expect(read(url)).not.toContain('__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED');
    }
  });

  test('gets its token from the page', () => {
    expect(read(card.resources.client.componentUrl)).toMatch(
      /export\s*\{[^}]*injectAccessTokenGetter/,
    );
  });

  test('makes no call in the editor, because the preview does not contain the endpoint’s address', () => {
    const { client, editor } = card.resources;
    expect(read(client.componentUrl)).toContain('/api/get-instance');
    expect(read(editor.componentUrl)).not.toContain('/api/get-instance');
  });

  test('shows a sample in the editor, or a placeholder if there is nothing to show', async () => {
    const { componentUrl } = card.resources.editor;
    const sample = await render({ id: 'comp-1' }, componentUrl);
    expect(sample).toContain('data-state="ready"');
    expect(sample).toContain('Your app');
    const nothing = { id: 'comp-1', heading: '', showPlan: false, showSite: false };
    expect(await render(nothing, componentUrl)).toContain('Nothing to show');
    expect(calls).toEqual([]);
  });

  test('renders without a window: bars of the final size, labelled by its heading, and no call', async () => {
    expect(typeof window).toBe('undefined');
    expect(typeof document).toBe('undefined');
    const markup = await render({ id: 'comp-1' });
    expect(markup).toMatch(/^<article id="comp-1" class="instance-card [^"]+"/);
    expect(markup).toContain('aria-labelledby="comp-1-heading" aria-busy="true"');
    expect(markup).toContain('data-state="loading"');
    expect(markup).toMatch(/<h2 id="comp-1-heading"[^>]*><bdi>About this app<\/bdi><\/h2>/);
    expect(markup.match(/<dt /g)).toHaveLength(3);
    expect(markup.match(/<dd [^>]*><span class="[^"]+"><\/span><\/dd>/g)).toHaveLength(3);
    expect(calls).toEqual([]);
  });

  test('renders the same markup each time, so that hydration matches', async () => {
    const props = { id: 'comp-1', heading: 'Ours', showPlan: false };
    expect(await render(props)).toBe(await render({ ...props }));
  });

  test('renders a builder’s input as text', async () => {
    const hostile = `"'><img src=x onerror=alert(1)></h2><script>alert(1)</script>`;
    const markup = await render({
      id: hostile,
      className: hostile,
      heading: hostile,
      headingTag: 'script',
      appearance: hostile,
      direction: hostile,
      appLabel: hostile,
      planLabel: hostile,
      siteLabel: hostile,
    });
    expect(markup).not.toMatch(/<(img|script)/i);
    expect(markup.match(/&lt;img src=x/g)?.length).toBeGreaterThan(4);
    // No part of it remains outside quotes and text.
    expect(markup.replace(/"[^"]*"/g, '""').replace(/>[^<]*</g, '><')).not.toContain('alert');
  });

  test.each([
    ['a number', 7],
    ['an object', { toString: () => 'x' }],
    ['null', null],
  ])('renders if a text is %s', async (_, wrong) => {
    const props = { id: 'comp-1', heading: wrong, appLabel: wrong, freePlanName: wrong };
    expect(await render(props)).toContain('data-state="loading"');
  });
});

function builtFile(files: string, url: string): string {
  expect(url.startsWith(STATICS), url).toBe(true);
  return `${files}/${url.slice(STATICS.length)}`;
}
