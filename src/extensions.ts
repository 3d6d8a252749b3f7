import { app } from '@wix/astro/builders';
import instanceCard from './extensions/site/components/instance-card/instance-card.extension.ts';
import instanceBadge from './extensions/site/widgets/instance-badge/instance-badge.extension.ts';

/** What `wix build` puts into the app manifest. */
export default app().use(instanceBadge).use(instanceCard);
