import { Hono } from 'hono';
import { cors } from 'hono/cors';

import { answerWixCall, type EmulatorEnv } from './endpoints/answer-wix-call.ts';
import { BadInput } from './bad-input.ts';
import { CONTROL_ROUTES } from './control/control-routes.ts';
import type { DemoOptions } from './demo-site/demo-options.ts';
import { getAppInstance } from './endpoints/get-app-instance.ts';
import { token } from './endpoints/token.ts';
import { tokenInfo } from './endpoints/token-info.ts';
import { indexPage } from './index-page.ts';
import type { World } from './world/world.ts';

const WIX_ENDPOINTS = [tokenInfo, token, getAppInstance];

/**
 * Serves Wix's endpoints, the control API, the index page and, with `demo`, the demo site over one
 * world.
 */
export async function createApp(world: World, demo?: DemoOptions): Promise<Hono<EmulatorEnv>> {
  const app = new Hono<EmulatorEnv>();

  for (const endpoint of WIX_ENDPOINTS) {
    app.on(endpoint.method, endpoint.path, (context) => answerWixCall(context, world, endpoint));
  }

  // Every origin may call the control API, because a demo page on another origin mints tokens here.
  app.use(
    '/_emulator/*',
    cors({ origin: '*', allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }),
  );
  for (const route of CONTROL_ROUTES) {
    app.on(route.method, route.path, async (context) =>
      Response.json(await route.answer(context, world)),
    );
  }
  app.get('/_emulator/', (context) =>
    context.html(indexPage(new URL(context.req.url).origin, demo !== undefined)),
  );
  app.all('/_emulator/*', ({ req }) =>
    Response.json(
      {
        message: `The control API has no ${req.method} ${req.path}`,
        routes: CONTROL_ROUTES.map(({ method, path, does }) => `${method} ${path}: ${does}`),
      },
      { status: 404 },
    ),
  );

  if (demo) {
    // Imported lazily: its dependencies take 250 ms to load.
    const { addDemoSite } = await import('./demo-site/add-demo-site.ts');
    await addDemoSite(app, world, demo);
  } else {
    app.get('/', (context) => context.html(indexPage(new URL(context.req.url).origin, false)));
  }
  app.notFound(({ req }) =>
    Response.json(
      { message: `The Wix emulator has no ${req.method} ${req.path}` },
      { status: 404 },
    ),
  );
  app.onError((error) => {
    if (error instanceof BadInput)
      return Response.json({ message: error.message }, { status: 400 });
    console.error(error);
    return Response.json(
      { message: 'The Wix emulator itself failed: see its log' },
      { status: 500 },
    );
  });
  return app;
}
