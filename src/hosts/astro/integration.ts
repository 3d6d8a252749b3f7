import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { envField } from 'astro/config';
import { loadEnv } from 'vite';
import { BUILT_FOR_FILE } from '../built-for.ts';

/**
 * `@wix/astro` declares these variables as required. If one is missing, the middleware module throws on load,
 * ours included. They are marked optional here so that the endpoint can report what is missing.
 */
const MAY_BE_MISSING = ['WIX_CLIENT_SECRET', 'WIX_CLIENT_INSTANCE_ID', 'WIX_CLIENT_PUBLIC_KEY'];

const optionalSecret = envField.string({ access: 'secret', context: 'server', optional: true });

/**
 * Runs the endpoint before Wix's own middleware. That middleware calls Wix for every token before the route
 * runs, and adds its own token to the response. Astro runs `pre` middlewares in the order of the integrations,
 * so list this integration before `wix()`.
 */
export function expressLane(options: { readonly ownRoutesOnly: boolean }): AstroIntegration {
  let serverDirectory: URL | undefined;
  let appId: string | undefined;
  return {
    name: 'instance-identity:express-lane',
    hooks: {
      'astro:config:setup'({ addMiddleware, config, updateConfig }) {
        const schema = Object.fromEntries(MAY_BE_MISSING.map((name) => [name, optionalSecret]));
        updateConfig({ env: { schema } });
        const middlewares = ['./lane.ts'];
        if (options.ownRoutesOnly) middlewares.push('./own-routes-only.ts');
        // Astro's check runs before every middleware. Ours is a copy that runs after the endpoint.
        if (config.security.checkOrigin) {
          updateConfig({ security: { checkOrigin: false } });
          middlewares.push('./check-origin.ts');
        }
        for (const file of middlewares) {
          const entrypoint = fileURLToPath(new URL(file, import.meta.url));
          addMiddleware({ order: 'pre', entrypoint });
        }
      },
      'astro:config:done'({ config }) {
        serverDirectory = config.build.server;
        appId = loadEnv('production', fileURLToPath(config.root), 'WIX_')['WIX_CLIENT_ID'];
      },
      'astro:build:done'() {
        if (options.ownRoutesOnly)
          writeFileSync(new URL(BUILT_FOR_FILE, serverDirectory), JSON.stringify({ appId }));
      },
    },
  };
}
