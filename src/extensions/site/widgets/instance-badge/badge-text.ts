import type { WidgetState } from '../../../../browser/follow-instance.ts';

export interface BadgeText {
  readonly title: string;
  readonly detail: string;
  readonly plan: string;
}

/** The title if there is no name. */
export const NAMELESS = 'App';

/** Returns only fields that a visitor may see, even for a collaborator. All of it is plain text, not HTML. */
export function badgeText(state: WidgetState, displayName: string | null): BadgeText {
  const chosen = displayName?.trim() ?? '';
  if (state.kind === 'loading') return { title: chosen, detail: '', plan: '' };
  if (state.kind === 'fallback') return { title: chosen || NAMELESS, detail: '', plan: '' };
  const { instance, site } = state.data;
  const { appName, isFree, billing } = instance;
  const siteName = site?.siteDisplayName ?? '';
  // A name that the site builder chose replaces the app's name, which then moves to the second line.
  const details = chosen && chosen !== appName ? [appName, siteName] : [siteName];
  return {
    title: chosen || appName,
    detail: details.filter(Boolean).join(' · '),
    plan: billing?.packageName || (isFree ? 'Free' : ''),
  };
}
