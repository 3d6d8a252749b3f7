import { WIX_CLIENT_ID } from 'astro:env/client';
import { getSecret } from 'astro:env/server';
import { keepAlive } from '#keep-alive';
import { type App, compose } from './compose.ts';
import { readConfig } from './config.ts';
import { systemClock } from './get-instance/clock.ts';
import { sharedApp } from './shared-app.ts';
import { redirectWixCalls, WIX_ORIGIN } from './wix/redirect-wix-calls.ts';

/** The app as Astro's doors see it: the Node server's own where that runs, else made here. */
export function astroApp(): App {
  return sharedApp(() => {
    // `astro build` writes the client id into the bundle; everything else is the host's to give.
    const config = readConfig((name) =>
      name === 'WIX_CLIENT_ID' ? WIX_CLIENT_ID : getSecret(name),
    );
    if (config.wixApiOrigin !== WIX_ORIGIN) redirectWixCalls(config.wixApiOrigin);
    return compose(config, { clock: systemClock, random: Math.random, keepAlive });
  });
}
