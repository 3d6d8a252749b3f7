import { useRef, type FC } from 'react';
import { CardView } from './card-view.tsx';
import type { InstanceCardProps } from './instance-card.props.ts';
import { useInstance } from './use-instance.ts';

/** Shows the app, its plan and the site's name. */
const InstanceCard: FC<InstanceCardProps> = (props) => {
  const card = useRef<HTMLElement>(null);
  return <CardView {...props} state={useInstance(card)} cardRef={card} />;
};

export default InstanceCard;
