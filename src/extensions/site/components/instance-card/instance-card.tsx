import { useRef, type FC } from 'react';
import { CardView } from './card-view.tsx';
import type { InstanceCardProps } from './instance-card.props.ts';
import { useInstance } from './use-instance.ts';

/** Says which app, on which plan, this site has. */
const InstanceCard: FC<InstanceCardProps> = (props) => {
  const card = useRef<HTMLElement>(null);
  return <CardView {...props} state={useInstance(card)} cardRef={card} />;
};

export default InstanceCard;
