import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { identityOrigin } from '../src/extensions/identity-origin.ts';

/**
 * Loads the files that `wix env pull` writes. Variables of the environment take precedence, as in
 * Wix's CLI.
 */
export function loadLocalEnvironment(): void {
  for (const file of ['.env.local', '.env']) if (existsSync(file)) loadEnvFile(file);
}

/** Whether a real app's secret is set. Without one, everything uses the development app. */
export function hasCredentials(): boolean {
  return Boolean(process.env['WIX_CLIENT_SECRET']?.trim());
}

/** The environment with the development app's credentials. Only the emulator accepts them. */
export function developmentEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...DEVELOPMENT_APP };
}

/**
 * The environment of a build: with the real app's ids, or the development app's. An invalid origin
 * for the widgets ends the build with one line; astro.config.mjs would throw it with a stack trace.
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
