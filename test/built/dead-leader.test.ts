import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { startWorker, type StartedWorker } from '../support/start-worker.ts';
import { waitFor } from '../support/wait-for.ts';

const UPSTREAM_TIMEOUT_MS = 600;
/** How long a request waits for a token's verdict, which takes one call, and for an instance, which takes two. */
const VERDICT_WAIT_MS = 2 * UPSTREAM_TIMEOUT_MS;
const INSTANCE_WAIT_MS = 3 * UPSTREAM_TIMEOUT_MS;
/** Well within the time-out: if the leader lived, every request would be answered by then. */
const WIX_TAKES_MS = 150;
/** The maximum, with jitter. */
const FRESH_MS = 1_100;
const STALE_WHILE_REVALIDATE_MS = 1_000;
/** How long a request waits for a revalidation before it gets the stale entry. */
const STALE_WAIT_MS = 300;
/** Allows for the runtime's own time on a busy machine. */
const SLACK_MS = 500;
const WAITERS = 20;

/**
 * Lets a request end before the endpoint has answered it. A disconnecting client is not enough, because miniflare keeps
 * the request running.
 */
const ENTRY = `
  import bundle from './index.js';
  export default {
    fetch(request, env, context) {
      const answer = bundle.fetch(request, env, context);
      const leaveAfterMs = request.headers.get('X-Leave-After-Ms');
      if (leaveAfterMs === null) return answer;
      const left = new Response(null, { status: 202 });
      return Promise.race([
        answer,
        new Promise((resolve) => setTimeout(() => resolve(left), Number(leaveAfterMs))),
      ]);
    },
  };
`;
const LEFT = 202;
const LEADER_LEAVES_AFTER_MS = 50;

describe.each([
  { leader: 'is kept alive by waitUntil', withoutWaitUntil: false },
  { leader: 'dies with its request', withoutWaitUntil: true },
])('on Workers, a call whose leader disconnected and $leader,', ({ withoutWaitUntil }) => {
  let emulator: Emulator;
  let worker: StartedWorker;

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  });
  beforeEach(async () => {
    emulator.world.reset();
    const settings = {
      UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
      INSTANCE_TTL_SECONDS: '1',
      INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: '1',
    };
    const bindings = { ...DEVELOPMENT_APP, ...settings };
    worker = await startWorker(emulator.origin, bindings, { entry: ENTRY, withoutWaitUntil });
    // Warms the runtime up, so that the cost of its first request is not measured.
    await ask(mint({ kind: 'signed', instance: 0 }));
    emulator.world.calls.clear();
  });
  afterEach(() => worker.close());
  afterAll(() => emulator.close());

  const mint = (order: TokenOrder) => emulator.world.mintToken(order).token;
  const calls = () => emulator.world.calls.report().totals;

  async function ask(token: string, headers: Readonly<Record<string, string>> = {}) {
    const askedAt = performance.now();
    const response = await worker.send(
      new Request('http://app.example/api/get-instance', {
        headers: { Authorization: token, ...headers },
      }),
    );
    return {
      status: response.status,
      cacheStatus: response.headers.get('Cache-Status'),
      afterMs: performance.now() - askedAt,
    };
  }

  /** A leader makes a call, others join it, and the leader disconnects before Wix has answered. */
  async function leaveOthersWaiting(
    token: string,
    operation: 'token_info' | 'get_app_instance',
    waitMs: number,
  ) {
    emulator.world.faults.set(operation, { latencyMs: WIX_TAKES_MS });
    const leader = ask(token, { 'X-Leave-After-Ms': String(LEADER_LEAVES_AFTER_MS) });
    await waitFor(() => {
      expect(calls()[operation]).toBe(1);
    });
    const waiters = Array.from({ length: WAITERS }, () => ask(token));
    expect((await leader).status).toBe(LEFT);
    const answers = await Promise.all(waiters);
    const slowestMs = Math.max(...answers.map(({ afterMs }) => afterMs));
    console.log(
      `dead leader: ${operation}, ${withoutWaitUntil ? 'dead' : 'kept alive'}: ` +
        `${WAITERS} waiters answered within ${Math.round(slowestMs)} ms, all of them ` +
        [...new Set(answers.map(({ status }) => status))].join(' or '),
    );
    expect(slowestMs).toBeLessThan(waitMs + SLACK_MS);
    expect(calls()[operation]).toBe(1);
    return answers;
  }

  test('for an instance: waiting requests are answered in time, and the next one loads it', async () => {
    const token = mint({ kind: 'signed', instance: 1 });
    const answers = await leaveOthersWaiting(token, 'get_app_instance', INSTANCE_WAIT_MS);
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([withoutWaitUntil ? 504 : 200]),
    );
    emulator.world.faults.clear();
    const next = await ask(token);
    expect(next.status).toBe(200);
    expect(calls().get_app_instance).toBe(withoutWaitUntil ? 2 : 1);
  });

  test('for a token: waiting requests are answered in time, and the next one calls token-info again', async () => {
    const token = mint({ kind: 'opaque', instance: 0 });
    const answers = await leaveOthersWaiting(token, 'token_info', VERDICT_WAIT_MS);
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([withoutWaitUntil ? 504 : 200]),
    );
    emulator.world.faults.clear();
    expect((await ask(token)).status).toBe(200);
    expect(calls().token_info).toBe(withoutWaitUntil ? 2 : 1);
  });

  test('in the background: every request is served, and the entry is revalidated in the end', async () => {
    const token = mint({ kind: 'signed', instance: 0 });
    await waitFor(async () => {
      expect((await ask(token)).cacheStatus).toMatch(/; hit; ttl=0$/);
    });
    // Requests that find the entry stale return at once and leave their revalidation running.
    emulator.world.faults.set('get_app_instance', { latencyMs: WIX_TAKES_MS });
    const startedAt = performance.now();
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    await waitFor(async () => {
      const answer = await ask(token);
      answers.push(answer);
      expect(calls().get_app_instance).toBeGreaterThan(0);
      expect(answer.cacheStatus).toMatch(/; (hit; ttl=0|fwd=stale; stored)/);
    });
    const revalidatedAfterMs = performance.now() - startedAt;
    const slowestMs = Math.max(...answers.map(({ afterMs }) => afterMs));
    console.log(
      `dead leader: revalidation, ${withoutWaitUntil ? 'dead' : 'kept alive'}: ` +
        `fresh again ${Math.round(revalidatedAfterMs)} ms after it was last seen fresh, with ` +
        `${calls().get_app_instance} calls; slowest of ${answers.length} answers ${Math.round(slowestMs)} ms`,
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(slowestMs).toBeLessThan(STALE_WAIT_MS + SLACK_MS);
    // Past stale-while-revalidate, waiting requests revalidate the entry themselves.
    const withinMs = withoutWaitUntil
      ? FRESH_MS + STALE_WHILE_REVALIDATE_MS + INSTANCE_WAIT_MS + STALE_WAIT_MS
      : FRESH_MS + WIX_TAKES_MS;
    expect(revalidatedAfterMs).toBeLessThan(withinMs + SLACK_MS);
  });
});
