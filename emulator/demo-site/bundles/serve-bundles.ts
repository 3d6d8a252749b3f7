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

/** Where Wix's editor has React for settings panels. */
const REACT_OF_WIX = /https:\/\/static\.parastorage\.com\/unpkg\/(react|react-dom)@[^/]+\/umd\//g;

/** Where Wix's design system fetches its colours from. */
const TOKENS_OF_WIX = /https:\/\/www\.unpkg\.com\/@wix\/design-system[^/]*\/dist\/statics\//g;

/** Wix's own typeface, which is not ours to serve: the system's stands in. */
const FONTS_OF_WIX = /@font-face\s*\{[^}]*static\.parastorage\.com[^}]*\}/g;

/**
 * A built file as a browser gets it: the endpoint's origin in the place of its stand-in, and what a settings
 * panel takes from Wix's hosts taken from this one instead, so that the demo works without a network.
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
  // A file's name tells its content, but not the endpoint's address that is put into it.
  const headers = {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    // As Wix's static host has it: a site on any origin may load them.
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
