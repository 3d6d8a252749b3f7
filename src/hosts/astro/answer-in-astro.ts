import { host, setUpTelemetry } from '#host';
import { WIX_CLIENT_ID } from 'astro:env/client';
import { getSecret } from 'astro:env/server';
import { type Config, readConfig } from '../../config.ts';
import type { ReadVariable } from '../../read-variable.ts';
import { builtForAnotherApp } from '../built-for.ts';
import { createWebHandler } from '../web/web-handler.ts';
import { processApp } from '../process-app.ts';

/** Answers the endpoint in Astro. On Node it uses the server's app; elsewhere it creates one. */
export async function answerInAstro(request: Request): Promise<Response> {
  await setUpTelemetry(read);
  const app = processApp(config);
  return createWebHandler(app.handle)(request);
}

function config(onIgnored: (fault: string) => void): Config {
  const another = builtForAnotherApp(WIX_CLIENT_ID, getSecret('WIX_CLIENT_ID'));
  if (another !== undefined) onIgnored(another);
  return readConfig(read, host, onIgnored);
}

/**
 * `astro build` writes the client id into the bundle. All other variables come from the host, which may also
 * override the client id.
 */
const read: ReadVariable = (name) =>
  name === 'WIX_CLIENT_ID' ? getSecret(name)?.trim() || WIX_CLIENT_ID : getSecret(name);
