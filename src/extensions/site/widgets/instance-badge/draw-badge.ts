import type { WidgetState } from '../../../../browser/follow-instance.ts';
import { badgeText, NAMELESS } from './badge-text.ts';
import css from './instance-badge.module.css?inline';

/** Updates the badge. */
export type Draw = (state: WidgetState, displayName: string | null) => void;

let sheet: CSSStyleSheet | undefined;

/**
 * Builds the badge in a shadow root, so that its styles and the site's styles do not affect each other. Text is inserted
 * only as text. Input by an owner or a site builder is never parsed as HTML.
 */
export function createBadge(host: HTMLElement): Draw {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  sheet ??= styleSheet(css);
  shadow.adoptedStyleSheets = [sheet];

  const root = part('div', 'root');
  const mark = part('span', 'mark');
  const lines = part('span', 'lines');
  const title = part('bdi', 'title');
  const detail = part('bdi', 'detail');
  const plan = part('bdi', 'plan');
  root.setAttribute('role', 'group');
  mark.setAttribute('aria-hidden', 'true');
  lines.append(title, detail);
  root.append(mark, lines, plan);

  shadow.replaceChildren(root);

  return (state, displayName) => {
    const text = badgeText(state, displayName);
    title.textContent = text.title;
    detail.textContent = text.detail;
    plan.textContent = text.plan;
    mark.textContent = initialOf(text.title);
    root.setAttribute('aria-label', text.title || NAMELESS);
    root.setAttribute('aria-busy', String(state.kind === 'loading'));
    root.dataset['state'] = host.dataset['state'] = state.kind;
  };
}

function part(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  element.setAttribute('part', name);
  return element;
}

/** Created by script, so that a site's Content-Security-Policy does not have to allow inline styles. */
function styleSheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** The first letter as a whole code point. */
function initialOf(title: string): string {
  const first = title.codePointAt(0);
  return first === undefined ? '' : String.fromCodePoint(first).toLocaleUpperCase();
}
