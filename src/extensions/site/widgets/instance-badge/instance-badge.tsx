import { httpClient } from '@wix/essentials';
import { askForInstance } from '../../../../browser/ask-for-instance.ts';
import { whenNearViewport } from '../../../../browser/when-near-viewport.ts';
import { isInEditor } from './is-in-editor.ts';
import type { BadgeState } from './badge-text.ts';
import { createBadge, type Draw } from './draw-badge.ts';

/** How long bars are shown. After that a name stands there, and gives way should an answer still come. */
const PATIENCE_MS = 6_000;

const SAMPLE: BadgeState = {
  kind: 'ready',
  data: { instance: { appName: 'Your app', isFree: true }, site: { siteDisplayName: 'Your site' } },
};

/**
 * Says which app, on which plan, this site has. Attributes: `display-name`, a name of the site builder's choice, and
 * `appearance` (`auto`, `light`, `dark`), which the style sheet follows by itself. Wix's wrapper defines the element.
 */
class InstanceBadge extends HTMLElement {
  static readonly observedAttributes = ['display-name'];

  // Not `#private`: while developing, Wix puts the methods of a new class onto elements of the old one.
  private state: BadgeState = { kind: 'loading' };
  private draw: Draw | undefined;
  private visit: AbortController | undefined;

  connectedCallback() {
    this.show(this.state);
    if (this.visit) return;
    this.visit = new AbortController();
    void this.follow(this.visit.signal);
  }

  disconnectedCallback() {
    // An element that is moved is taken out and put back at once: not worth a second request.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.visit?.abort();
      this.visit = undefined;
    });
  }

  attributeChangedCallback() {
    if (this.draw) this.show(this.state);
  }

  private show(state: BadgeState) {
    this.state = state;
    this.draw ??= createBadge(this);
    this.draw(state, this.getAttribute('display-name'));
  }

  private async follow(signal: AbortSignal) {
    const inEditor = isInEditor();
    await whenNearViewport(this, signal);
    if (await inEditor) {
      this.show(SAMPLE);
      return;
    }
    const patience = setTimeout(() => this.showFallback(signal), PATIENCE_MS);
    const result = await askForInstance({
      fetchWithAuth: httpClient.fetchWithAuth,
      bundleUrl: import.meta.url,
      signal,
    });
    clearTimeout(patience);
    if (result.kind !== 'ready') this.showFallback(signal);
    else if (!signal.aborted) this.show(result);
  }

  /** What is shown already stays: an outage takes nothing away. */
  private showFallback(signal: AbortSignal) {
    if (!signal.aborted && this.state.kind === 'loading') this.show({ kind: 'fallback' });
  }
}

export default InstanceBadge;
