import type { ReadVariable } from '../../read-variable.ts';
import { setUpTelemetry } from '#set-up-telemetry';
import { WIX_CLIENT_ID } from 'astro:env/client';
import { getSecret } from 'astro:env/server';
import { readConfig } from '../../config.ts';
import { createWebHandler } from '../web/web-handler.ts';
import { processApp } from '../process-app.ts';

/** The endpoint as Astro's doors see it: the Node server's own where that runs, else made here. */
export async function answerInAstro(request: Request): Promise<Response> {
  await setUpTelemetry(read);
  const app = processApp(() => readConfig(read));
  return createWebHandler(app.handle)(request);
}

/** `astro build` writes the client id into the bundle; everything else is the host's to give. */
const read: ReadVariable = (name) => (name === 'WIX_CLIENT_ID' ? WIX_CLIENT_ID : getSecret(name));
