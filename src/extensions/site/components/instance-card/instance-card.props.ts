export const HEADING_TAGS = ['h2', 'h3', 'h4', 'h5', 'h6', 'p'] as const;
export const APPEARANCES = ['auto', 'light', 'dark'] as const;
export const DIRECTIONS = ['auto', 'ltr', 'rtl'] as const;

/** The site builder's settings. Wix adds the id and the class that its own styles use. */
export type InstanceCardProps = {
  id: string;
  className?: string;
  /** If empty, the app's name is the heading and has no row of its own. */
  heading?: string;
  /** The heading's level in the surrounding page. */
  headingTag?: (typeof HEADING_TAGS)[number];
  showPlan?: boolean;
  showSite?: boolean;
  appearance?: (typeof APPEARANCES)[number];
  direction?: (typeof DIRECTIONS)[number];
  /** The card's own texts, for sites in other languages. */
  appLabel?: string;
  planLabel?: string;
  siteLabel?: string;
  freePlanName?: string;
};

export const defaultProps = {
  heading: 'About this app',
  headingTag: 'h2',
  showPlan: true,
  showSite: true,
  appearance: 'auto',
  appLabel: 'App',
  planLabel: 'Plan',
  siteLabel: 'Site',
  freePlanName: 'Free',
} as const satisfies Omit<InstanceCardProps, 'id' | 'className'>;
