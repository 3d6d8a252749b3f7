import { app } from '@wix/astro/builders';

/** What `wix build` puts into the app manifest. */
export default app();
