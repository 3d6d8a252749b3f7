import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/**
 * Puts the endpoint ahead of Wix's own middleware, which asks Wix about every token before the route
 * runs and sets a token of its own on the answer. Astro runs `pre` middlewares in the order of the
 * integrations, so this one has to stand before `wix()`.
 */
export function expressLane(options: { readonly ownRoutesOnly: boolean }): AstroIntegration {
  const middlewares = options.ownRoutesOnly ? ['./lane.ts', './own-routes-only.ts'] : ['./lane.ts'];
  return {
    name: 'instance-identity:express-lane',
    hooks: {
      'astro:config:setup'({ addMiddleware }) {
        for (const file of middlewares) {
          const entrypoint = fileURLToPath(new URL(file, import.meta.url));
          addMiddleware({ order: 'pre', entrypoint });
        }
      },
    },
  };
}
