/* At how many page views a second does the first promise break? */

import { createRun, mintOf, mixedTraffic, type Run } from '../script/create-run.ts';
import { createViewPage } from '../actions/view-page.ts';
import { schedule } from '../traffic/arrivals.ts';
import { findCapacity } from '../thresholds/find-capacity.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import { PLANS } from '../plans.ts';
import { LATENCY_PROMISES } from '../thresholds/thresholds.ts';
import { readSettings } from '../script/read-settings.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.breakpoint;
const settings = readSettings(__ENV, plan);

const STEPS = 10;
/** What a server without anything cached can do is another question. */
const filling = settings.seconds / (STEPS + 1);
const seconds = filling;
const p99Ms = LATENCY_PROMISES.breakpoint['every-step']?.p99 ?? 0;
const steps = Array.from({ length: STEPS }, (_, index) => {
  const rate = Math.round((settings.rate * (index + 1)) / STEPS);
  return { phase: `step-${index + 1}`, rate, from: filling + index * seconds };
});

const common = { exec: 'default', stream: 1, seconds, slowest: settings.slowest ?? 0.25 };
const arrivals = schedule([
  // A scenario of its own, so that the first step's is the first step's alone.
  { ...common, phase: 'filling', rate: (steps[0]?.rate ?? 1) + 1, from: 0 },
  ...steps.map((step) => ({ ...step, ...common })),
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: createTraffic({ ...mixedTraffic(settings, 1), rate: settings.rate / 2 }) },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
});

/** What was not reached is not due: only what held is claimed. */
function conclude(result: LoadResult): LoadResult {
  const measured = steps.map(({ phase, rate }) => ({
    phase,
    rate,
    due: arrivals.dueOf(phase),
    dropped: result.byPhase[phase]?.dropped ?? 0,
    ended: result.byPhase[phase]?.pageViews ?? 0,
  }));
  const { rate, broke } = findCapacity(measured, result, p99Ms);
  const held = measured.filter((step) => step.rate <= rate);
  return {
    ...result,
    pageViews: {
      ...result.pageViews,
      due: held.reduce((sum, step) => sum + step.due, 0),
    },
    promises: [
      ...result.promises,
      {
        name: 'the first step holds',
        kind: 'outcome',
        limit: `>= ${steps[0]?.rate ?? 0} page views/s`,
        seen: `${rate} page views/s`,
        kept: rate > 0,
      },
    ],
    findings: {
      'capacity, page views/s': broke ? rate : `at least ${rate}`,
      ...(broke && { [`broke at ${broke.rate} page views/s`]: broke.why }),
    },
  };
}

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  phasesPromise: false,
  abortWhen: steps.flatMap(({ phase }) => [
    { metric: `request_duration{phase:${phase}}`, test: `p(99)<${p99Ms}` },
    { metric: `dropped_iterations{phase:${phase}}`, test: 'count<1' },
    { metric: `page_view_ok{phase:${phase}}`, test: 'rate>=1' },
  ]),
  conclude,
});

export default function breakpoint(run: Run): void {
  viewPage(mintOf(run, settings), run.runId);
}
