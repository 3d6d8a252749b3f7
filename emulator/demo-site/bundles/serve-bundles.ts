import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { Context } from 'hono';

import { type DemoOptions, ENDPOINT_PLACEHOLDER } from '../demo-options.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Wix's editor loads React for settings panels from here. */
const REACT_OF_WIX = /https:\/\/static\.parastorage\.com\/unpkg\/(react|react-dom)@[^/]+\/umd\//g;

/** Wix's design system loads its colours from here. */
const TOKENS_OF_WIX = /https:\/\/www\.unpkg\.com\/@wix\/design-system[^/]*\/dist\/statics\//g;

/** Wix's own typeface, which this project may not serve. The system font replaces it. */
const FONTS_OF_WIX = /@font-face\s*\{[^}]*static\.parastorage\.com[^}]*\}/g;

/**
 * Serves a built file. The endpoint's origin replaces its placeholder, and files from Wix's hosts
 * are taken from this server, so that the demo works without a network.
 */
export async function serveBundle(
  context: Context,
  folder: string,
  { endpoint }: DemoOptions,
): Promise<Response> {
  const type = TYPES[extname(context.req.path)];
  const path = join(folder, context.req.path);
  if (type === undefined || !path.startsWith(join(folder, '/'))) return context.notFound();
  const file = await readFile(path).catch(() => undefined);
  if (file === undefined) return context.notFound();
  // The file name contains a content hash, but the endpoint's origin is inserted later.
  const headers = {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    // A site on any origin may load the files, as on Wix's static host.
    'Access-Control-Allow-Origin': '*',
  };
  if (!type.startsWith('text/')) return new Response(new Uint8Array(file), { headers });
  const text = file
    .toString()
    .replaceAll(ENDPOINT_PLACEHOLDER, endpoint())
    .replaceAll(REACT_OF_WIX, '/demo/vendor/$1/')
    .replaceAll(TOKENS_OF_WIX, '/demo/vendor/design-system/')
    .replaceAll(FONTS_OF_WIX, '');
  return new Response(text, { headers });
}
