import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Context, Hono } from 'hono';

import type { EmulatorEnv } from '../endpoints/answer-wix-call.ts';
import { fields, oneOf, readBody } from '../control/read-input.ts';
import { knownNumber } from '../instances/instances.ts';
import type { World } from '../world/world.ts';
import { bundleBrowserCode } from './bundles/bundle-browser-code.ts';
import { demoPage } from './pages/demo-page.ts';
import type { DemoOptions } from './demo-options.ts';
import { changePlan, planOf, PLANS } from './plan.ts';
import { planDelaySeconds } from './plan-delay.ts';
import { readBundles } from './bundles/read-bundles.ts';
import { loadCard } from './bundles/render-card.ts';
import { serveBundle } from './bundles/serve-bundles.ts';
import { settingsPage } from './pages/settings-page.ts';
import { readPageView } from './sites.ts';
import { readVendorFile } from './bundles/vendor-files.ts';

const STYLES: ReadonlyMap<string, URL> = new Map(
  ['shop.css', 'rail.css', 'settings.css'].map((name) => [
    name,
    new URL(`styles/${name}`, import.meta.url),
  ]),
);

/**
 * Adds the demo site, with the built widgets. Reads and bundles all files first; rejects when one
 * is missing.
 */
export async function addDemoSite(
  app: Hono<EmulatorEnv>,
  world: World,
  options: DemoOptions,
): Promise<void> {
  const bundles = readBundles(options.bundles);
  const [renderCard, assets] = await Promise.all([
    loadCard(bundles),
    bundleBrowserCode(options.react ?? 'production'),
  ]);

  app.get('/', (context) => {
    const nonce = withPolicy(context, options.endpoint());
    const view = readPageView(context.req.query());
    return context.html(
      demoPage({
        view,
        plan: planOf(world, view.site.instance),
        planDelaySeconds: options.planDelaySeconds ?? planDelaySeconds(),
        bundles,
        renderCard,
        endpoint: options.endpoint(),
        tracePage: options.tracePage,
        nonce,
      }),
    );
  });
  app.get('/settings-panel', (context) => {
    withPolicy(context, options.endpoint());
    return context.html(
      settingsPage({
        view: readPageView(context.req.query()),
        bundles,
        endpoint: options.endpoint(),
      }),
    );
  });

  app.put('/demo/sites/:instance/plan', async (context) => {
    const { plan = 'Free' } = await readBody(context, fields({ plan: oneOf(PLANS) }));
    changePlan(world, knownNumber(context.req.param('instance')), plan);
    return context.json({ plan });
  });

  app.get('/demo/assets/:name', async (context) => {
    const name = context.req.param('name');
    const style = STYLES.get(name);
    return file(context, name, style ? await readFile(style, 'utf8') : assets.get(name));
  });
  app.get('/demo/vendor/*', async (context) => {
    const name = context.req.path.slice('/demo/vendor/'.length);
    return file(context, name, await readVendorFile(name));
  });
  app.get('/custom-element-panels/*', (context) => serveBundle(context, bundles.folder, options));
  app.get('/:folder{_wix_.+}/*', (context) => serveBundle(context, bundles.folder, options));
}

function file(context: Context, name: string, text: string | undefined) {
  if (text === undefined) return context.notFound();
  const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
  const headers = { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' };
  return context.body(text, 200, headers);
}

/**
 * Restricts the page to this site's own scripts and to calls of the endpoint. Returns the nonce.
 */
function withPolicy(context: Context, endpoint: string): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${endpoint}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
  context.header('Content-Security-Policy', policy.join('; '));
  context.header('X-Content-Type-Options', 'nosniff');
  return nonce;
}
