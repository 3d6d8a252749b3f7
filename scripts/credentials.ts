import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { identityOrigin } from '../src/extensions/identity-origin.ts';

/** Takes what `wix env pull` wrote; the environment itself has the last word, as with Wix's CLI. */
export function loadLocalEnvironment(): void {
  for (const file of ['.env.local', '.env']) if (existsSync(file)) loadEnvFile(file);
}

/** Whether there is a secret of a real app: without one, everything runs on the development ids. */
export function hasCredentials(): boolean {
  return Boolean(process.env['WIX_CLIENT_SECRET']?.trim());
}

/** The environment with the development app's ids in it. They open nothing but the emulator. */
export function developmentEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...DEVELOPMENT_APP };
}

/**
 * What a bundle is built with: the real app's ids, or the development app's. A wrong origin for the widgets ends it
 * here, in one line: astro.config.mjs would refuse it too, but in the middle of a stack trace.
 */
export function buildEnvironment(): NodeJS.ProcessEnv {
  try {
    identityOrigin(process.env['PUBLIC_IDENTITY_ORIGIN']);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
  return hasCredentials() ? process.env : developmentEnvironment();
}

export function warnIfNotForRelease(): void {
  if (hasCredentials()) return;
  console.log(
    '\nBuilt with development ids, because WIX_CLIENT_SECRET is not set: NOT FOR RELEASE.\n' +
      'Run `wix login` and `wix env pull`, then build again.',
  );
}
