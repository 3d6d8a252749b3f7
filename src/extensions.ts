import { app } from '@wix/astro/builders';
import instanceCard from './extensions/site/components/instance-card/instance-card.extension.ts';
import instanceBadge from './extensions/site/widgets/instance-badge/instance-badge.extension.ts';

/** The extensions that `wix build` adds to the app manifest. */
export default app().use(instanceBadge).use(instanceCard);
