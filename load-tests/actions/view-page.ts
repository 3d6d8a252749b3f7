import execution from 'k6/execution';
import http, { type Response } from 'k6/http';
import { phaseAt, type Place } from '../traffic/arrivals.ts';
import { OUTCOMES, type Outcome, readOutcome } from '../answers/outcome.ts';
import type { Settings } from '../script/read-settings.ts';
import type { DrawPageView, PageView } from '../traffic/page-view.ts';
import type { MintToken } from '../traffic/tokens.ts';
import { isTraced, type SampledTrace, traceOf } from '../traffic/trace-parent.ts';
import { instanceIdOf } from '../../emulator/instance-id.ts';
import {
  answers,
  pageViewDuration,
  pageViewOk,
  requestDuration,
  scriptErrors,
  tokenCallsDue,
} from './meters.ts';
import { isSlowest, saySlow } from './log-slow.ts';

export interface ViewPageOptions {
  readonly settings: Settings;
  readonly places: Readonly<Record<string, Place>>;
  /** By stream. */
  readonly traffic: Readonly<Record<number, DrawPageView>>;
  /** Whether a request may end so. */
  readonly allows: (outcome: Outcome, view: PageView, phase: string) => boolean;
  /** Whether Wix has to be asked about the visitor's token; by default, about each opaque one. */
  readonly asksWix?: (view: PageView) => boolean;
  /** Looks at a body more closely than every answer's is; false when something is wrong with it. */
  readonly inspect?: (body: string, view: PageView) => boolean;
  /** Of so many page views, the first answer of one is inspected; with 1, every answer there is. */
  readonly inspectEvery?: number;
}

const TIMEOUT_MS = 10_000;
type OutcomeTags = Readonly<Record<Outcome, { phase: string; outcome: Outcome }>>;

/** Made once, so that no object is made per request. */
function tagsOf(phase: string): { readonly phase: { phase: string }; readonly by: OutcomeTags } {
  const by = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, { phase, outcome }]));
  return { phase: { phase }, by: by as OutcomeTags };
}

interface BatchRequest {
  readonly method: string;
  readonly url: string;
  readonly params: { readonly headers: Record<string, string>; readonly timeout: number };
}

function traced({ method, url, params }: BatchRequest, traceparent: string): BatchRequest {
  return { method, url, params: { ...params, headers: { ...params.headers, traceparent } } };
}

/** One page view: its widgets ask at the same time, with the token of their visitor. */
export function createViewPage(options: ViewPageOptions) {
  const { settings, places, traffic, allows, inspect, inspectEvery = 50 } = options;
  const { asksWix = isOpaque } = options;
  const { seed, traceShare, sharedClient } = settings;
  const url = `${settings.baseUrl}/api/get-instance`;
  let hasFailed = false;
  let scenario: typeof execution.scenario | undefined;

  const phases = Object.values(places).flatMap((place) => place.phases);
  const tags = Object.fromEntries(phases.map(({ phase }) => [phase, tagsOf(phase)]));

  // Every look at what another module exports costs k6's interpreter more than a local name.
  const batch: (requests: BatchRequest[]) => Response[] = http.batch;
  const [timeout, outcomeOf, phaseOf] = [TIMEOUT_MS, readOutcome, phaseAt];
  const [duration, viewDuration, viewOk] = [requestDuration, pageViewDuration, pageViewOk];
  const [counted, callsDue, failed] = [answers, tokenCallsDue, scriptErrors];

  function viewPage(mint: MintToken, runId: string): void {
    // k6 makes the object anew at each look; its properties are up to date in an old one too.
    scenario ??= execution.scenario;
    const { name } = scenario;
    const place = places[name];
    const draw = place && traffic[place.stream];
    if (!draw) throw new Error(`No traffic for the scenario ${name}`);
    const number = place.first + scenario.iterationInTest;
    const view = draw(number);
    if (view.isTokenDue && asksWix(view)) callsDue.add(1);

    const token = mint(view.visitor);
    const widgets = sharedClient ? 1 : view.widgets;
    const traces = isTraced(traceShare, number)
      ? Array.from({ length: widgets }, (_, widget) =>
          traceOf({ seed, stream: place.stream, number }, widget, runId),
        )
      : undefined;
    const untraced = { method: 'GET', url, params: { headers: { Authorization: token }, timeout } };
    const requests: BatchRequest[] = [];
    for (let widget = 0; widget < widgets; widget += 1) {
      const trace = traces?.[widget];
      requests.push(trace ? traced(untraced, trace.traceparent) : untraced);
    }
    const phase = phaseOf(place, number);
    const tagged = tags[phase];
    if (!tagged) throw new Error(`No phase ${phase}`);
    const startedAt = Date.now();
    const responses = batch(requests);
    viewDuration.add(Date.now() - startedAt, tagged.phase);
    const ok = accept(responses, view, traces, tagged, number % inspectEvery === 0);
    viewOk.add(ok, tagged.phase);
  }

  function accept(
    responses: readonly Response[],
    view: PageView,
    traces: readonly SampledTrace[] | undefined,
    { phase: { phase }, by }: ReturnType<typeof tagsOf>,
    inspected: boolean,
  ): boolean {
    const opening = `{"instanceId":"${instanceIdOf(view.visitor.site)}",`;
    let ok = true;
    let same: Outcome | undefined;
    let run = 0;
    for (let widget = 0; widget < responses.length; widget += 1) {
      const response = responses[widget] as Response;
      const { status, timings } = response;
      const body = response.body as string | null;
      let outcome = outcomeOf(status, response.headers['Cache-Status'], body);
      if (status === 200) {
        const isAboutIt = body?.startsWith(opening) === true && body.includes('"site":{', 60);
        const isWhole =
          !inspected || (widget > 0 && inspectEvery > 1) || inspect?.(body ?? '', view) !== false;
        if (!isAboutIt || !isWhole) outcome = 'unexpected';
      }
      const ms = timings.blocked + timings.connecting + timings.tls_handshaking + timings.duration;
      duration.add(ms, by[outcome]);
      if (!allows(outcome, view, phase)) ok = false;
      const trace = traces?.[widget];
      if (trace && isSlowest(ms)) saySlow({ ms, traceId: trace.traceId, phase, outcome });
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

  return function safely(mint: MintToken, runId: string): void {
    try {
      viewPage(mint, runId);
      failed.add(false);
    } catch (error) {
      failed.add(true);
      // The first of each virtual user: an error in every iteration would fill the disk.
      if (!hasFailed) console.error(String(error));
      hasFailed = true;
    }
  };
}

function isOpaque({ visitor }: PageView): boolean {
  return visitor.kind === 'opaque';
}
