import type { WidgetState } from '../../../../browser/follow-instance.ts';
import {
  APPEARANCES,
  defaultProps,
  DIRECTIONS,
  HEADING_TAGS,
  type InstanceCardProps,
} from './instance-card.props.ts';

export interface CardRow {
  readonly name: 'app' | 'plan' | 'site';
  readonly label: string;
  /** Empty if there is nothing to show. The row stays. */
  readonly value: string;
  readonly href?: string;
}

export interface CardText {
  readonly heading: string;
  readonly headingTag: (typeof HEADING_TAGS)[number];
  readonly appearance: (typeof APPEARANCES)[number];
  readonly direction: (typeof DIRECTIONS)[number] | undefined;
  readonly rows: readonly CardRow[];
}

/** The heading if the builder chose none and there is no answer. */
const NAMELESS = defaultProps.appLabel;

/**
 * Returns only fields that a visitor may see, even for a collaborator. The rows depend only on the props, so that the
 * card has its final size before the answer arrives. Props are untrusted input, so their values are checked.
 */
export function cardText(state: WidgetState, props: Partial<InstanceCardProps>): CardText {
  const chosen = text(props.heading);
  const { appName = '', plan = '', siteName = '', siteUrl } = facts(state, props);
  const rows: (CardRow | false)[] = [
    chosen !== '' && { name: 'app', label: text(props.appLabel), value: appName },
    props.showPlan !== false && { name: 'plan', label: text(props.planLabel), value: plan },
    props.showSite !== false && {
      name: 'site',
      label: text(props.siteLabel),
      value: siteName,
      ...(siteUrl !== undefined && { href: siteUrl }),
    },
  ];
  return {
    heading: chosen || appName || (state.kind === 'loading' ? '' : NAMELESS),
    headingTag: oneOf(HEADING_TAGS, props.headingTag) ?? defaultProps.headingTag,
    appearance: oneOf(APPEARANCES, props.appearance) ?? defaultProps.appearance,
    direction: oneOf(DIRECTIONS, props.direction),
    rows: rows.filter((row) => row !== false),
  };
}

interface Facts {
  readonly appName?: string;
  readonly plan?: string;
  readonly siteName?: string;
  readonly siteUrl?: string | undefined;
}

function facts(state: WidgetState, props: Partial<InstanceCardProps>): Facts {
  if (state.kind !== 'ready') return {};
  const { instance, site } = state.data;
  return {
    appName: text(instance.appName),
    plan: text(instance.billing?.packageName) || (instance.isFree ? text(props.freePlanName) : ''),
    siteName: text(site?.siteDisplayName),
    siteUrl: site?.siteDisplayName ? webAddress(site.url) : undefined,
  };
}

/** Returns only web addresses, because a `javascript:` address would run as code. */
function webAddress(url: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(url ?? '');
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function oneOf<const Value extends string>(
  values: readonly Value[],
  value: unknown,
): Value | undefined {
  return values.find((known) => known === value);
}
