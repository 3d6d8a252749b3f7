import InstanceCard from './instance-card.tsx';
import { defaultProps } from './instance-card.props.ts';
import { withDefaults } from './react-component-utils.ts';

/** The component that Wix loads on a site and renders on its server. */
export default withDefaults(InstanceCard, defaultProps);
