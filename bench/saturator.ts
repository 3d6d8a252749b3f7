import autocannon, { type Instance, type Result } from 'autocannon';
import type { Saturated, SaturateOrder } from './saturate.ts';

/* The generator's process: receives one order by IPC and sends back one result. */

process.once('message', (order: SaturateOrder) => void run(order));

async function run({ url, tokens, connections, seconds, ratePerSecond }: SaturateOrder) {
  const perConnection = Math.floor(tokens.length / connections);
  let client = 0;
  const latenciesMs: number[] = [];
  let failed = 0;
  let startedAt = 0;
  // autocannon returns both an emitter and a promise, but its types omit the promise.
  const running = autocannon({
    url,
    connections,
    ...(seconds === undefined ? { amount: perConnection * connections } : { duration: seconds }),
    ...(ratePerSecond === undefined ? {} : { overallRate: Math.floor(ratePerSecond) }),
    setupClient(connection) {
      const from = perConnection * client++;
      connection.setRequests(
        tokens
          .slice(from, from + perConnection)
          .map((Authorization) => ({ headers: { Authorization } })),
      );
    },
  }) as Instance & Promise<Result>;
  void running.on('response', (_client, status, _bytes, ms) => {
    // The clock starts with the first response, because autocannon takes longer to build the
    // requests than to send them.
    startedAt ||= performance.now() - ms;
    if (status === 200) latenciesMs.push(ms);
    else failed++;
  });
  const { errors } = await running;
  const elapsed = (performance.now() - startedAt) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const quantile = (q: number) => latenciesMs[Math.ceil(latenciesMs.length * q) - 1] ?? Infinity;
  const result: Saturated = {
    requests: latenciesMs.length,
    seconds: elapsed,
    failed: failed + errors,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
  process.send?.(result, () => {
    process.exit(0);
  });
}
