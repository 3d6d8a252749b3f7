import type { FC, RefObject } from 'react';
import type { WidgetState } from '../../../../browser/follow-instance.ts';
import { cardText, type CardRow } from './card-text.ts';
import styles from './instance-card.module.css';
import type { InstanceCardProps } from './instance-card.props.ts';

interface CardViewProps extends InstanceCardProps {
  readonly state: WidgetState;
  readonly cardRef?: RefObject<HTMLElement>;
}

/**
 * The card in a given state. The editor styles it through the plain class names; the module's class names carry the
 * card's own look. It is an article rather than a region, so that several cards do not add as many landmarks.
 */
export const CardView: FC<CardViewProps> = ({ state, cardRef, ...props }) => {
  const { heading, headingTag: Heading, appearance, direction, rows } = cardText(state, props);
  // Built from Wix's id, because React's own ids repeat in each root that Wix hydrates.
  const headingId = props.id ? `${props.id}-heading` : undefined;
  return (
    <article
      ref={cardRef}
      id={props.id}
      className={classes('instance-card', styles['palette'], styles['card'], props.className)}
      dir={direction}
      aria-labelledby={headingId}
      aria-busy={state.kind === 'loading'}
      data-state={state.kind}
      data-appearance={appearance}
    >
      <Heading id={headingId} className={classes('card-heading', styles['heading'])}>
        {heading === '' ? null : <bdi>{heading}</bdi>}
      </Heading>
      <dl className={styles['rows']} aria-hidden={state.kind !== 'ready'}>
        {rows.map((row) => (
          <div key={row.name} className={styles['row']}>
            <dt className={classes('card-label', styles['label'])}>
              <bdi>{row.label}</bdi>
            </dt>
            <dd className={classes('card-value', styles['value'])}>
              <Value row={row} isLoading={state.kind === 'loading'} />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
};

const Value: FC<{ readonly row: CardRow; readonly isLoading: boolean }> = ({ row, isLoading }) => {
  // The key makes this a separate node. One node in two sizes would count as a layout shift.
  if (isLoading) return <span key="bar" className={styles['bar']} />;
  if (row.value === '') return <span className={styles['nothing']}>–</span>;
  if (row.href === undefined) return <bdi className={styles['text']}>{row.value}</bdi>;
  return (
    <a className={classes('card-link', styles['text'], styles['link'])} href={row.href}>
      <bdi>{row.value}</bdi>
    </a>
  );
};

function classes(...names: readonly (string | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
