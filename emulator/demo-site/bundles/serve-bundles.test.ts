import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Hono } from 'hono';
import { afterAll, describe, expect, test } from 'vitest';

import { ENDPOINT_PLACEHOLDER } from '../demo-options.ts';
import { serveBundle } from './serve-bundles.ts';

const root = mkdtempSync(join(tmpdir(), 'bundles-'));
const folder = join(root, 'client');
mkdirSync(join(folder, '_wix_elements'), { recursive: true });
afterAll(() => rmSync(root, { recursive: true }));

const app = new Hono();
app.get('*', (context) =>
  serveBundle(context, folder, { bundles: root, endpoint: () => 'http://localhost:9999' }),
);

async function served(name: string, content: string): Promise<string> {
  writeFileSync(join(folder, '_wix_elements', name), content);
  return (await app.request(`/_wix_elements/${name}`)).text();
}

describe('a built file of the demo', () => {
  test('contains the endpoint’s current origin', async () => {
    const code = `fetch("${ENDPOINT_PLACEHOLDER}/api/get-instance")`;
    expect(await served('badge.js', code)).toBe('fetch("http://localhost:9999/api/get-instance")');
  });

  test('loads nothing from Wix’s hosts', async () => {
    const panel = await served(
      'panel.html',
      '<script src="https://static.parastorage.com/unpkg/react-dom@18.3.1/umd/react-dom.production.min.js"></script>',
    );
    expect(panel).toContain('src="/demo/vendor/react-dom/react-dom.production.min.js"');
    const style = await served(
      'panel.css',
      'a{b:c}@font-face{font-family:X;src:url(https://static.parastorage.com/unpkg/f.woff2)}d{e:f}',
    );
    expect(style).toBe('a{b:c}d{e:f}');
  });

  test('can be loaded by a site on any origin', async () => {
    await served('any.js', '');
    const { headers } = await app.request('/_wix_elements/any.js');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  test.each([
    '/_wix_elements/..%2f..%2fsecret.js',
    '/..%2fsecret.js',
    '/_wix_elements/none.js',
    '/x.env',
  ])('is not served for %s', async (path) => {
    writeFileSync(join(root, 'secret.js'), 'secret');
    writeFileSync(join(folder, 'x.env'), 'secret');
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toBe('secret');
  });
});
