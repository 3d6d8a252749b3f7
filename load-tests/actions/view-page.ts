import execution from 'k6/execution';
import http, { type Response } from 'k6/http';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { createInspectBody } from '../answers/inspect-body.ts';
import { createOutcomes, type Outcome, type Outcomes } from '../answers/outcome.ts';
import type { Settings } from '../script/read-settings.ts';
import { phaseAt, type Place } from '../traffic/arrivals.ts';
import type { DrawPageView, PageView } from '../traffic/page-view.ts';
import type { MintToken } from '../traffic/tokens.ts';
import { isSlowest, logIfSlowest } from './log-slow.ts';
import {
  answers,
  pageViewDuration,
  pageViewOk,
  requestDuration,
  scriptErrors,
  tokenCallsDue,
} from './meters.ts';

export interface ViewPageOptions {
  readonly settings: Settings;
  readonly places: Readonly<Record<string, Place>>;
  /** By stream. */
  readonly traffic: Readonly<Record<number, DrawPageView>>;
  /** Whether a request may have this outcome. */
  readonly allows: (outcome: Outcome, view: PageView, phase: string) => boolean;
  /** Whether the visitor's token needs a verdict from Wix. Default: every opaque token does. */
  readonly needsVerdict?: (view: PageView) => boolean;
  /**
   * Bodies are inspected field by field in one of so many page views, and there in the first answer only. With 1,
   * every answer is inspected; with 0, none is.
   */
  readonly inspectEvery?: number;
}

const TIMEOUT_MS = 10_000;
type OutcomeTags = Readonly<Record<Outcome, { phase: string; outcome: Outcome }>>;

/** Built once, so that no object is built per request. */
function tagsOf(phase: string, { all }: Outcomes) {
  const by = Object.fromEntries(all.map((outcome) => [outcome, { phase, outcome }]));
  return { phase: { phase }, by: by as OutcomeTags };
}

interface BatchRequest {
  readonly method: string;
  readonly url: string;
  readonly params: { readonly headers: Record<string, string>; readonly timeout: number };
}

/** Views one page: its widgets send their requests at the same time, with the token of their visitor. */
export function createViewPage(options: ViewPageOptions) {
  const { settings, places, traffic, allows, inspectEvery = 50 } = options;
  const { needsVerdict = isOpaque } = options;
  const { sharedClient } = settings;
  const url = `${settings.baseUrl}/api/get-instance`;
  let hasFailed = false;
  let scenario: typeof execution.scenario | undefined;

  const outcomes = createOutcomes(settings.described);
  const phases = Object.values(places).flatMap((place) => place.phases);
  const tags = Object.fromEntries(phases.map(({ phase }) => [phase, tagsOf(phase, outcomes)]));

  // k6's interpreter looks up a local name faster than another module's export.
  const batch: (requests: BatchRequest[]) => Response[] = http.batch;
  const [timeout, outcomeOf, phaseOf] = [TIMEOUT_MS, outcomes.read, phaseAt];
  const [duration, viewDuration, viewOk] = [requestDuration, pageViewDuration, pageViewOk];
  const [counted, callsDue, failed] = [answers, tokenCallsDue, scriptErrors];
  const inspect = createInspectBody(settings.described);

  function viewPage(mint: MintToken): void {
    // k6 builds the object anew at each access; the properties of an old one stay up to date.
    scenario ??= execution.scenario;
    const { name } = scenario;
    const place = places[name];
    const draw = place && traffic[place.stream];
    if (!draw) throw new Error(`No traffic for the scenario ${name}`);
    const number = place.first + scenario.iterationInTest;
    const view = draw(number);
    if (view.isTokenDue && needsVerdict(view)) callsDue.add(1);

    const widgets = sharedClient ? 1 : view.widgets;
    const headers = { Authorization: mint(view.visitor) };
    const request = { method: 'GET', url, params: { headers, timeout } };
    const requests: BatchRequest[] = [];
    for (let widget = 0; widget < widgets; widget += 1) requests.push(request);
    const phase = phaseOf(place, number);
    const tagged = tags[phase];
    if (!tagged) throw new Error(`No phase ${phase}`);
    const startedAt = Date.now();
    const responses = batch(requests);
    viewDuration.add(Date.now() - startedAt, tagged.phase);
    const inspected = inspectEvery > 0 && number % inspectEvery === 0;
    viewOk.add(accept(responses, view, tagged, inspected), tagged.phase);
  }

  function accept(
    responses: readonly Response[],
    view: PageView,
    { phase: { phase }, by }: ReturnType<typeof tagsOf>,
    inspected: boolean,
  ): boolean {
    const opening = `{"instanceId":"${instanceIdOf(view.visitor.site)}",`;
    let ok = true;
    let same: Outcome | undefined;
    let run = 0;
    for (let widget = 0; widget < responses.length; widget += 1) {
      const response = responses[widget] as Response;
      const { status, timings, headers } = response;
      const body = response.body as string | null;
      let outcome = outcomeOf(status, headers['Cache-Status'], body);
      if (status === 200) {
        const isAboutSite = body?.startsWith(opening) === true && body.includes('"site":{', 60);
        const isWhole = !inspected || (widget > 0 && inspectEvery > 1) || inspect(body ?? '', view);
        if (!isAboutSite || !isWhole) outcome = 'unexpected';
      }
      const ms = timings.blocked + timings.connecting + timings.tls_handshaking + timings.duration;
      duration.add(ms, by[outcome]);
      if (!allows(outcome, view, phase)) ok = false;
      if (isSlowest(ms)) logIfSlowest({ ms, phase, outcome }, headers['Server-Timing']);
      if (outcome !== same) {
        if (same !== undefined) counted.add(run, by[same]);
        same = outcome;
        run = 0;
      }
      run += 1;
    }
    if (same !== undefined) counted.add(run, by[same]);
    return ok;
  }

  return function safely(mint: MintToken): void {
    try {
      viewPage(mint);
      failed.add(false);
    } catch (error) {
      failed.add(true);
      // The first error of each virtual user: one in every iteration would fill the disk.
      if (!hasFailed) console.error(String(error));
      hasFailed = true;
    }
  };
}

function isOpaque({ visitor }: PageView): boolean {
  return visitor.kind === 'opaque';
}
