import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { DemoOptions } from './demo-site/demo-options.ts';
import { planDelaySeconds } from './demo-site/plan-delay.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the options of the demo site, if any. Adds one line to `faults` for each fault. */
export function readDemoOptions(env: Env, faults: string[]): DemoOptions | undefined {
  const bundles = env['DEMO_BUNDLES']?.trim();
  const endpoint = env['DEMO_ENDPOINT']?.trim();
  const tracePage = env['DEMO_TRACE_PAGE']?.trim();
  if (!bundles && !endpoint) return undefined;

  if (!bundles) {
    faults.push('DEMO_BUNDLES: is not set, but DEMO_ENDPOINT is, as in DEMO_BUNDLES=dist-node');
  } else if (!existsSync(join(bundles, '_wix/app-manifest.json'))) {
    faults.push(
      `DEMO_BUNDLES: ${JSON.stringify(bundles)} contains no built widgets; run npm run build:node, as in DEMO_BUNDLES=dist-node`,
    );
  }
  if (!endpoint || !isOrigin(endpoint)) {
    const fault = endpoint ? `${JSON.stringify(endpoint)} is not an origin` : 'is not set';
    faults.push(`DEMO_ENDPOINT: ${fault}, as in DEMO_ENDPOINT=http://localhost:4321`);
  }
  if (tracePage && !/^https?:\/\/[^\s]+\{traceId\}/.test(tracePage)) {
    faults.push(
      `DEMO_TRACE_PAGE: ${JSON.stringify(tracePage)} is not an address that contains {traceId}, as in DEMO_TRACE_PAGE=http://localhost:4318/#trace={traceId}`,
    );
  }
  if (!bundles || !endpoint) return undefined;
  return {
    bundles,
    endpoint: () => endpoint,
    planDelaySeconds: planDelaySeconds(env),
    ...(tracePage ? { tracePage } : {}),
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
