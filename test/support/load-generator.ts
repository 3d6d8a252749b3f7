import { Agent, get } from 'node:http';
import type { LoadOrder, LoadResult } from './generate-load.ts';

/* A separate process: it receives one order, sends the requests and returns the results. */

const TICK_MS = 2;

process.once('message', (order: LoadOrder) => {
  void generate(order).then((result) => {
    process.send?.(result, () => {
      process.exit(0);
    });
  });
});

/**
 * An open model: each request is due by the clock, whatever the outcome of earlier ones, and its latency counts from its
 * due time. With `inFlight` instead of a rate, keeps that many requests in flight at full speed.
 */
async function generate({ url, tokens, ratePerSecond, inFlight }: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight ?? 2_000 });
  const statuses: Record<string, number> = {};
  const errors: Record<string, number> = {};
  const latenciesMs: number[] = [];

  function send(token: string, dueAt: number): Promise<void> {
    return new Promise((resolve) => {
      const request = get(url, { agent, headers: { Authorization: token } }, (response) => {
        response.resume();
        response.on('end', () => {
          count(statuses, String(response.statusCode));
          if (response.statusCode === 200) latenciesMs.push(performance.now() - dueAt);
          resolve();
        });
        response.on('error', fail);
      });
      request.setTimeout(10_000, () => {
        request.destroy(Object.assign(new Error('no answer in 10 s'), { code: 'TIMEOUT' }));
      });
      request.on('error', fail);
      function fail(error: NodeJS.ErrnoException): void {
        count(
          errors,
          request.reusedSocket
            ? `${error.code ?? error.name} (reused)`
            : (error.code ?? error.name),
        );
        resolve();
      }
    });
  }

  const startedAt = performance.now();
  if (ratePerSecond === undefined) {
    let next = 0;
    const lane = async () => {
      for (let token = tokens[next++]; token !== undefined; token = tokens[next++]) {
        await send(token, performance.now());
      }
    };
    await Promise.all(Array.from({ length: inFlight ?? 1 }, lane));
  } else {
    const sent: Promise<void>[] = [];
    const dueMs = (n: number) => startedAt + (n * 1000) / ratePerSecond;
    while (sent.length < tokens.length) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      while (sent.length < tokens.length && dueMs(sent.length) <= performance.now()) {
        sent.push(send(tokens[sent.length] ?? '', dueMs(sent.length)));
      }
    }
    await Promise.all(sent);
  }
  agent.destroy();

  latenciesMs.sort((a, b) => a - b);
  const quantile = (q: number) => latenciesMs[Math.ceil(latenciesMs.length * q) - 1] ?? Infinity;
  return {
    sent: tokens.length,
    statuses,
    errors,
    seconds: (performance.now() - startedAt) / 1000,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    within1s: latenciesMs.filter((ms) => ms <= 1000).length / tokens.length,
  };
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}
