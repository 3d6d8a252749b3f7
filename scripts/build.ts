import { developmentEnvironment, hasCredentials, loadLocalEnvironment } from './credentials.ts';
import { run } from './run.ts';

/* `npm run build`: `wix build`, the bundle that `wix release` uploads. */

loadLocalEnvironment();
const forRelease = hasCredentials();
await run('wix', ['build'], { env: forRelease ? process.env : developmentEnvironment() });
if (!forRelease) {
  console.log(
    '\nBuilt with development ids, because WIX_CLIENT_SECRET is not set: NOT FOR RELEASE.\n' +
      'Run `wix login` and `wix env pull`, then build again.',
  );
}
