import type { FC } from 'react';
import type { WidgetState } from '../../../../browser/follow-instance.ts';
import { CardView } from './card-view.tsx';
import { defaultProps, type InstanceCardProps } from './instance-card.props.ts';
import { withDefaults, withFallbackPlaceholder } from './react-component-utils.ts';

const SAMPLE: WidgetState = {
  kind: 'ready',
  data: {
    instance: { appName: 'Your app', isFree: true },
    site: { siteDisplayName: 'Your site', url: 'https://www.example.com/' },
  },
};

/** The card in the editor: a sample, without a call, because Wix gives components no access to its APIs there. */
const InstanceCardPreview: FC<InstanceCardProps> = (props) => (
  <CardView {...props} state={SAMPLE} />
);

const InstanceCardPreviewWithFallback = withFallbackPlaceholder(InstanceCardPreview, {
  requiredDataFields: ['heading', 'showPlan', 'showSite'],
  rootClassName: 'instance-card',
});

export default withDefaults(InstanceCardPreviewWithFallback, defaultProps);
