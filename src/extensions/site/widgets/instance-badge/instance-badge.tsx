import { httpClient } from '@wix/essentials';
import { askForInstance } from '../../../../browser/ask-for-instance.ts';
import { followInstance, type WidgetState } from '../../../../browser/follow-instance.ts';
import { whenNearViewport } from '../../../../browser/when-near-viewport.ts';
import { systemClock } from '../../../../resilience/clock.ts';
import { createBadge, type Draw } from './draw-badge.ts';
import { isInEditor } from './is-in-editor.ts';

/** The content in the editor, where the badge makes no call. */
const SAMPLE: WidgetState = {
  kind: 'ready',
  data: { instance: { appName: 'Your app', isFree: true }, site: { siteDisplayName: 'Your site' } },
};

/**
 * Shows the app, its plan and the site's name. Attributes: `display-name`, a name that the site builder chooses, and
 * `appearance` (`auto`, `light`, `dark`), which only the style sheet reads. Wix's wrapper defines the element.
 */
class InstanceBadge extends HTMLElement {
  static readonly observedAttributes = ['display-name'];

  // Not `#private`, because in development Wix puts the methods of a new class onto elements of the old one.
  private state: WidgetState = { kind: 'loading' };
  private draw: Draw | undefined;
  private visit: AbortController | undefined;

  connectedCallback() {
    this.show(this.state);
    if (this.visit) return;
    this.visit = new AbortController();
    void this.follow(this.visit.signal);
  }

  disconnectedCallback() {
    // Moving an element removes it and adds it back at once, which must not cause a second request.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.visit?.abort();
      this.visit = undefined;
    });
  }

  attributeChangedCallback() {
    if (this.draw) this.show(this.state);
  }

  private show(state: WidgetState) {
    this.state = state;
    this.draw ??= createBadge(this);
    this.draw(state, this.getAttribute('display-name'));
  }

  private async follow(signal: AbortSignal) {
    if (await isInEditor()) {
      this.show(SAMPLE);
      return;
    }
    await followInstance({
      near: () => whenNearViewport(this, signal),
      ask: () =>
        askForInstance({
          fetchWithAuth: httpClient.fetchWithAuth,
          bundleUrl: import.meta.url,
          signal,
        }),
      show: (state) => {
        // Content that is already shown stays during an outage.
        if (state.kind === 'ready' || this.state.kind === 'loading') this.show(state);
      },
      signal,
      clock: systemClock,
    });
  }
}

export default InstanceBadge;
