/* At how many page views a second is the first objective missed? */

import { createViewPage } from '../actions/view-page.ts';
import { GOOD_OUTCOMES } from '../answers/outcome.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { PLANS } from '../plans.ts';
import { createRun } from '../script/create-run.ts';
import { mintOf, type Run } from '../script/mint-tokens.ts';
import { mixedTraffic } from '../script/mixed-traffic.ts';
import { readSettings } from '../script/read-settings.ts';
import { findCapacity } from '../thresholds/find-capacity.ts';
import { LATENCY_THRESHOLDS } from '../thresholds/thresholds.ts';
import { schedule } from '../traffic/arrivals.ts';
import { createTraffic } from '../traffic/page-view.ts';

const plan = PLANS.breakpoint;
const settings = readSettings(__ENV, plan);

const STEPS = 10;
/** The capacity of a server with empty caches is another question. */
const filling = settings.seconds / (STEPS + 1);
const seconds = filling;
const p99Ms = LATENCY_THRESHOLDS.breakpoint['every-step']?.p99 ?? 0;
const steps = Array.from({ length: STEPS }, (_, index) => {
  const rate = Math.round((settings.rate * (index + 1)) / STEPS);
  return { phase: `step-${index + 1}`, rate, from: filling + index * seconds };
});

const common = { exec: 'default', stream: 1, seconds, slowest: settings.slowest ?? 0.25 };
const arrivals = schedule([
  // Its rate differs, so that it does not share a scenario with the first step.
  { ...common, phase: 'filling', rate: (steps[0]?.rate ?? 1) + 1, from: 0 },
  ...steps.map((step) => ({ ...step, ...common })),
]);
const viewPage = createViewPage({
  settings,
  places: arrivals.places,
  traffic: { 1: createTraffic({ ...mixedTraffic(settings, 1), rate: settings.rate / 2 }) },
  allows: (outcome) => GOOD_OUTCOMES.includes(outcome),
  inspectEvery: 0,
});

/** Only the page views of steps that met every objective are due. */
function conclude(result: LoadResult): LoadResult {
  const measured = steps.map(({ phase, rate }) => ({
    phase,
    rate,
    due: arrivals.dueOf(phase),
    dropped: result.byPhase[phase]?.dropped ?? 0,
    completed: result.byPhase[phase]?.pageViews ?? 0,
  }));
  const { rate, exceeded } = findCapacity(measured, result, p99Ms);
  const met = measured.filter((step) => step.rate <= rate);
  return {
    ...result,
    pageViews: {
      ...result.pageViews,
      due: met.reduce((sum, step) => sum + step.due, 0),
    },
    objectives: [
      ...result.objectives,
      {
        name: 'the first step meets every objective',
        kind: 'outcome',
        limit: `>= ${steps[0]?.rate ?? 0} page views/s`,
        seen: `${rate} page views/s`,
        met: rate > 0,
      },
    ],
    findings: {
      'capacity, page views/s': exceeded ? rate : `at least ${rate}`,
      ...(exceeded && {
        [`objective missed at ${exceeded.rate} page views/s`]: exceeded.why,
      }),
    },
  };
}

export const { options, setup, handleSummary } = createRun({
  plan,
  settings,
  schedule: arrivals,
  phasesAreJudged: false,
  abortWhen: steps.flatMap(({ phase }) => [
    { metric: `request_duration{phase:${phase}}`, test: `p(99)<${p99Ms}` },
    { metric: `dropped_iterations{phase:${phase}}`, test: 'count<1' },
    { metric: `page_view_ok{phase:${phase}}`, test: 'rate>=1' },
  ]),
  conclude,
});

export default function breakpoint(run: Run): void {
  viewPage(mintOf(run, settings));
}
