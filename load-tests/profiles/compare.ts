import { SharedArray } from 'k6/data';
import execution from 'k6/execution';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { TREND_STATS } from '../k6-result/read-k6-data.ts';
import type { PlannedPageView } from '../traffic/plan-page-views.ts';

/* k6 runs this for one side of `npm run load -- compare`: it sends the planned page views at a steady rate. */

const { TARGET = '', PLAN = '', RESULT = '', RATE = '1', SECONDS = '1' } = __ENV;

const plan = new SharedArray('plan', () => JSON.parse(open(PLAN)) as PlannedPageView[]);
const rate = Number(RATE);

export const options = {
  scenarios: {
    visitors: {
      executor: 'constant-arrival-rate',
      // Arrivals are whole numbers: per minute, the rate can be half a page view a second.
      rate: Math.round(rate * 60),
      timeUnit: '1m',
      duration: `${SECONDS}s`,
      // The slowest answer of either side is a timeout after 10 s; most take far less.
      preAllocatedVUs: Math.ceil(rate * 6),
      maxVUs: Math.ceil(rate * 12),
      gracefulStop: '15s',
    },
  },
  summaryTrendStats: TREND_STATS,
} satisfies Options;

const scriptErrors = new Counter('script_errors');
const succeededIn = new Trend('succeeded_in', true);
const pagesAnswered = new Trend('page_view_answered', true);

/** One counter per group and status: k6's summary has a counter by tag only where the tag has a threshold. */
const counters = new Map<string, Counter>();
for (const group of ['busy site', 'all others']) {
  for (const what of ['sent', 'succeeded']) {
    const name = `${what}_${group.replaceAll(' ', '_')}`;
    counters.set(name, new Counter(name));
  }
}
const statuses = new Map(
  [0, 200, 401, 403, 404, 429, 500, 502, 503, 504].map((status) => [
    status,
    new Counter(`status_${status}`),
  ]),
);
const otherStatus = new Counter('status_other');

export default function visit(): void {
  const view = plan[execution.scenario.iterationInTest % plan.length];
  if (view === undefined) return;
  try {
    viewPage(view);
  } catch (error) {
    scriptErrors.add(1);
    console.error(String(error));
  }
}

function viewPage({ group, instanceId, token, widgets }: PlannedPageView): void {
  const startedAt = Date.now();
  const answers = http.batch(
    Array.from({ length: widgets }, () => ({
      method: 'GET',
      url: `${TARGET}/api/get-instance`,
      params: { headers: { Authorization: token }, timeout: '10s' },
    })),
  );
  const took = Date.now() - startedAt;
  let answered = 0;
  for (const { status, body, timings } of answers) {
    (statuses.get(status) ?? otherStatus).add(1);
    counters.get(`sent_${group.replaceAll(' ', '_')}`)?.add(1);
    if (status !== 200 || !isAbout(body, instanceId)) continue;
    answered += 1;
    counters.get(`succeeded_${group.replaceAll(' ', '_')}`)?.add(1);
    succeededIn.add(timings.duration);
  }
  if (answered === widgets) pagesAnswered.add(took);
}

/** An answer about another site is not a success. */
function isAbout(body: unknown, instanceId: string): boolean {
  if (typeof body !== 'string') return false;
  const answer = JSON.parse(body) as { instanceId?: unknown; instance?: unknown };
  return answer.instanceId === instanceId && answer.instance !== undefined;
}

export function handleSummary(data: unknown): Record<string, string> {
  return { [RESULT]: JSON.stringify(data) };
}
