import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { reachableFrom, readStatements, type Statement } from '../support/own-code.ts';

const STATICS = 'http://_wix_statics_url_placeholder_/';
const manifest = JSON.parse(readFileSync('dist/_wix/app-manifest.json', 'utf8'));
const badge = manifest.components.find(({ compType }: any) => compType === 'CUSTOM_ELEMENT_WIDGET');
const { customElementWidget } = badge.compData;

/** The built file of an address in the manifest. */
function builtFile(url: string): string {
  expect(url.startsWith(STATICS), url).toBe(true);
  return `dist/${url.slice(STATICS.length)}`;
}

describe('the app manifest', () => {
  test('has the badge, with its tag, its default size and the app it belongs to', () => {
    const { appId } = JSON.parse(readFileSync('wix.config.json', 'utf8'));
    expect(manifest.appId).toBe(appId);
    expect(badge.compName).toBe('Instance badge');
    expect(customElementWidget.widgetData).toMatchObject({
      tagName: 'instance-badge',
      scriptType: 'ES_MODULE',
    });
    expect(customElementWidget.size).toMatchObject({
      height: { defaultHeight: 72 },
      width: { defaultWidth: 320, allowStretch: true },
    });
  });

  test('has the card, with its resources for browser, editor and server', () => {
    const card = manifest.components.find(
      ({ compType }: any) => compType === 'EDITOR_REACT_COMPONENT',
    );
    const { resources } = card.compData.editorReactComponent;
    expect(resources).toMatchObject({
      client: { componentUrl: expect.any(String), cssUrl: expect.any(String) },
      editor: { componentUrl: expect.any(String), cssUrl: expect.any(String) },
      server: { url: expect.any(String) },
    });
  });

  test('names only built files: scripts, styles, the settings panel, the thumbnail', () => {
    const { widgetData, behaviors, presets } = customElementWidget;
    const urls: string[] = JSON.stringify(manifest).match(/http:[^"]+/g) ?? [];
    expect(urls).toEqual(
      expect.arrayContaining([
        widgetData.scriptUrl,
        behaviors.settings.settingsUrl,
        presets[0].thumbnailUrl,
      ]),
    );
    for (const url of urls) expect(existsSync(builtFile(url)), url).toBe(true);
  });

  test('uses no id twice', () => {
    const ids: string[] = JSON.stringify(manifest).match(/"(?:compId|id)":"[^"]+"/g) ?? [];
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the size of the badge:', () => {
  const badgeCode = readBadge();
  const clientCode = readClient(badgeCode);

  test('its own code, without the SDK, is at most 4 KiB gzip', () => {
    expect(badgeCode.some(({ code }) => code.includes('extends HTMLElement'))).toBe(true);
    const bytes = gzipped(badgeCode);
    console.log(`badge: ${bytes} bytes gzip`);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThanOrEqual(4 * 1024);
  });

  test('the client is at most 2 KiB gzip', () => {
    for (const part of [
      '/api/get-instance',
      'Retry-After',
      'instance-identity.flights',
      'rootMargin',
    ]) {
      expect(
        clientCode.some(({ code }) => code.includes(part)),
        part,
      ).toBe(true);
    }
    const bytes = gzipped(clientCode);
    console.log(`client: ${bytes} bytes gzip`);
    expect(bytes).toBeGreaterThan(500);
    expect(bytes).toBeLessThanOrEqual(2 * 1024);
  });

  test('it contains neither React nor HTML built from text', () => {
    const text = badgeCode.map(({ code }) => code).join('\n');
    expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|react/i);
  });
});

/** The class and its dependencies, without the SDK, which starts at `fetchWithAuth`. */
function readBadge(): Statement[] {
  const entry = builtFile(customElementWidget.widgetData.scriptUrl);
  const chunk = /import\("\.\/(instance-badge-[^"]+\.js)"\)/.exec(readFileSync(entry, 'utf8'))?.[1];
  const statements = readStatements(entry.replace(/[^/]+$/, String(chunk)));
  const start = statements.find(({ code }) => code.includes('extends HTMLElement'));
  if (!start) throw new Error('the chunk has no class');
  const isSdk = ({ code }: Statement) => /=>\(?\w+\.fetchWithAuth\(/.test(code);
  const all = reachableFrom(start);
  expect(all.filter(isSdk), 'where the SDK begins').toHaveLength(1);
  return reachableFrom(start, isSdk);
}

/** The client: the code for the address, request sharing and the viewport, with its dependencies. */
function readClient(badge: Statement[]): Statement[] {
  const askForInstance = smallestWith(badge, ['/api/get-instance', 'instance-identity.flights']);
  const followInstance = smallestWith(badge, ['kind:"fallback"']);
  const whenNearViewport = smallestWith(badge, ['IntersectionObserver']);
  return [...new Set([...askForInstance, ...followInstance, ...whenNearViewport])];
}

/** The smallest part that contains all `texts`. */
function smallestWith(code: Statement[], texts: string[]): Statement[] {
  const [smallest] = code
    .map((statement) => reachableFrom(statement))
    .filter((part) => texts.every((text) => part.some(({ code: one }) => one.includes(text))))
    .sort((a, b) => a.length - b.length);
  if (!smallest) throw new Error(`no part of the badge contains ${texts.join(' and ')}`);
  return smallest;
}

const gzipped = (code: Statement[]) =>
  gzipSync(code.map((statement) => statement.code).join('\n'), { level: 9 }).length;
