import type { WidgetState } from '../../../../browser/follow-instance.ts';

export interface BadgeText {
  readonly title: string;
  readonly detail: string;
  readonly plan: string;
}

/** Stands where there is no name. */
export const NAMELESS = 'App';

/** Says no more than a visitor may know, whoever asked. Nothing in it is HTML. */
export function badgeText(state: WidgetState, displayName: string | null): BadgeText {
  const chosen = displayName?.trim() ?? '';
  if (state.kind === 'loading') return { title: chosen, detail: '', plan: '' };
  if (state.kind === 'fallback') return { title: chosen || NAMELESS, detail: '', plan: '' };
  const { instance, site } = state.data;
  const { appName, isFree, billing } = instance;
  const siteName = site?.siteDisplayName ?? '';
  // The name that the site's builder chose takes the app's place, and the app's name moves down.
  const details = chosen && chosen !== appName ? [appName, siteName] : [siteName];
  return {
    title: chosen || appName,
    detail: details.filter(Boolean).join(' · '),
    plan: billing?.packageName || (isFree ? 'Free' : ''),
  };
}
