import { html } from 'hono/html';

import { type Plan, PLANS } from '../plan.ts';
import { BROWSER_CACHE_SECONDS } from '../plan-delay.ts';
import { DEMO_SITES, type PageView } from '../sites.ts';

const LOG_LINES = 9;

const ROLE_NAMES = { visitor: 'Visitor', member: 'Member', user: 'Collaborator' } as const;
const TOKENS = { opaque: 'Opaque', signed: 'Signed' } as const;
const SCHEMES = { auto: 'System', light: 'Light', dark: 'Dark' } as const;

export interface RailParts {
  readonly view: PageView;
  readonly plan: Plan;
  readonly planDelaySeconds: number;
}

/**
 * The panel beside the shop: the visitor, the state of Wix, the calls and the requests. `browser/`
 * updates it.
 */
export function rail({ view, plan: planNow, planDelaySeconds }: RailParts) {
  const { site, role, token, scheme } = view;

  return html`<aside class="rail" aria-labelledby="rail-title">
    <header>
      <h2 id="rail-title">Behind the scenes</h2>
      <p class="wix-state" id="wix-state"><span aria-hidden="true"></span><b id="wix-state-text">Wix is up</b></p>
    </header>

    <form class="controls" id="view-form" method="get">
      <div class="field">
        <label for="site">Site</label>
        <select id="site" name="site">
          ${DEMO_SITES.map(
            ({ instance, name, town }) =>
              html`<option value="${instance}" ${instance === site.instance ? 'selected' : ''}>
                ${name}, ${town}
              </option>`,
          )}
        </select>
      </div>
      ${choice('Viewed by a', 'role', ROLE_NAMES, role)}
      ${choice('Kind of token', 'token', TOKENS, token)}
      ${choice('Appearance', 'scheme', SCHEMES, scheme)}
    </form>

    <section aria-labelledby="wix-title">
      <h3 id="wix-title">At Wix</h3>
      ${choice(
        'The site’s plan',
        'plan',
        Object.fromEntries(PLANS.map((plan) => [plan, plan])),
        planNow,
      )}
      <p class="fine" id="plan-delay">
        Widgets follow within ${planDelaySeconds} s, plus ${BROWSER_CACHE_SECONDS} s of browser cache.
      </p>
      <div class="buttons">
        <button type="button" id="break-wix" aria-pressed="false">Break Wix</button>
        <button type="button" id="new-visitor">Be a new visitor</button>
      </div>
      <p class="message" id="message" role="status">
        Change the plan, break Wix or send a crowd. The shop keeps working.
      </p>
    </section>

    <section aria-labelledby="cost-title">
      <h3 id="cost-title">Calls that reach Wix</h3>
      <dl class="score">
        <div class="ours">
          <dt>This endpoint</dt>
          <dd id="calls-ours">0</dd>
        </div>
        <div class="example">
          <dt>The documented example</dt>
          <dd id="calls-example">0</dd>
        </div>
        <div>
          <dt>Requests by widgets</dt>
          <dd id="calls-requests">0</dd>
        </div>
      </dl>
      <div
        class="chart"
        id="chart"
        role="img"
        aria-label="Calls to Wix over the last two minutes"
      ></div>
      <p class="fine">
        The documented example makes five calls per request. Wix’s limit is “200 requests per minute, per
        instance”; Wix does not say whether token-info counts.
      </p>
      <div class="buttons">
        <button type="button" class="primary" id="crowd">Send a crowd</button>
        <p class="fine">40 visitors, 5 pages each, in ten seconds</p>
      </div>
    </section>

    <section aria-labelledby="log-title">
      <h3 id="log-title">Requests</h3>
      <table class="log">
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Cache-Status</th>
            <th scope="col">At the server</th>
            <th scope="col">Here</th>
          </tr>
        </thead>
        <tbody id="log">
          ${Array.from(
            { length: LOG_LINES },
            () =>
              html`<tr>
                <td></td>
                <td></td>
                <td></td>
                <td></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>
    <p class="links">
      <a href="/settings-panel?site=${site.instance}">The widget’s settings panel</a
      ><a href="/_emulator/">The emulator</a>
    </p>
  </aside>`;
}

function choice(
  legend: string,
  name: string,
  options: Readonly<Record<string, string>>,
  chosen: string,
) {
  return html`<fieldset class="choice">
    <legend>${legend}</legend>
    <div>
      ${Object.entries(options).map(
        ([value, label]) =>
          html`<label
            ><input
              type="radio"
              id="${name}-${value}"
              name="${name}"
              value="${value}"
              ${value === chosen ? 'checked' : ''}
            /><span>${label}</span></label
          >`,
      )}
    </div>
  </fieldset>`;
}
