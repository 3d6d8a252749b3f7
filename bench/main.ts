import { get, type IncomingMessage } from 'node:http';
import { cpus } from 'node:os';
import { instanceIdOf } from '../emulator/instances/instance-id.ts';
import { startEmulator } from '../emulator/start-emulator.ts';
import { buildNodeIfStale } from '../scripts/build-node.ts';
import { buildBaselineIfStale } from '../scripts/build-baseline.ts';
import { startOtlpReceiver } from '../test/support/otlp-receiver.ts';
import { measureAgainstExample } from './against-example.ts';
import { compare } from './compare.ts';
import { mintSigned } from './mint-signed.ts';
import { saturate } from './saturate.ts';
import {
  killServers,
  startAstro,
  startBare,
  startEndpoint,
  startFilled,
  startObserved,
} from './servers.ts';

/*
 * `npm run bench`: prints the contract's ratios as tables and as one final line of JSON. `--short`
 * takes less than a minute and only checks that the bench works.
 */

const SHORT = process.argv.includes('--short');
const ROUNDS = SHORT ? 3 : 9;
const REQUESTS = SHORT ? 8_000 : 24_000;
const INSTANCES = 100;
const FEW = 100;
const MANY = SHORT ? 20_000 : 100_000;

const report: Record<string, number> = {};

async function hotPath(): Promise<void> {
  const emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  try {
    const seen = await startEndpoint(emulator.origin);
    const strangers = await startEndpoint(emulator.origin);
    const astro = await startAstro(emulator.origin);
    const opaque = Array.from(
      { length: 1_000 },
      (_, n) => emulator.world.mintToken({ kind: 'opaque', instance: n % INSTANCES }).token,
    );
    for (const { url } of [seen, strangers, astro]) {
      await saturate({ url, tokens: opaque, connections: 8 });
    }
    const bare = await startBare(await answerOf(seen.url, opaque[0] ?? ''));

    const known = () => repeat(opaque, REQUESTS);
    const fewer = () => repeat(opaque, REQUESTS / 8);
    const unseen = () =>
      Array.from({ length: REQUESTS }, (_, n) => mintSigned(instanceIdOf(n % INSTANCES)));
    const results = await compare(
      [
        { name: 'bare', ...bare, tokens: known },
        { name: 'known token', ...seen, tokens: known },
        { name: 'unseen token', ...strangers, tokens: unseen },
        { name: 'as an Astro route', ...astro, tokens: fewer },
      ],
      ROUNDS,
    );
    print(
      ['a hit', 'µs CPU', 'of bare', 'requests/s'],
      ['bare', 'known token', 'unseen token', 'as an Astro route'].map((name) => {
        const { cpuMicros, perSecond } = results.median(name);
        const ofBare = results.ratio(name, 'bare').toFixed(2);
        return [name, cpuMicros.toFixed(1), ofBare, perSecond.toFixed(0)];
      }),
    );
    report['known_of_bare'] = results.ratio('known token', 'bare');
    report['unseen_of_bare'] = results.ratio('unseen token', 'bare');
    report['known_to_astro'] = results.ratio('known token', 'as an Astro route');
    report['unseen_to_astro'] = results.ratio('unseen token', 'as an Astro route');

    const { perSecond } = results.median('known token');
    const half = await saturate({
      url: seen.url,
      tokens: known(),
      connections: 32,
      seconds: SHORT ? 3 : 10,
      ratePerSecond: perSecond / 2,
    });
    report['p99_ms_at_half_load'] = half.p99Ms;
    console.log(`\np99 of a hit at half of that load: ${half.p99Ms.toFixed(2)} ms`);
  } finally {
    await emulator.close();
  }
}

async function sizeOfTheCache(): Promise<void> {
  const few = await startFilled(FEW);
  const many = await startFilled(MANY);
  const heap = async ({ server }: typeof few) =>
    (await server.measure({ collectGarbage: true })).heapBytes;
  const bytesPerInstance = ((await heap(many)) - (await heap(few))) / (MANY - FEW);

  // Both sides request the same number of instances, spread over all entries.
  const tokensOf = (entries: number) => {
    const tokens = Array.from({ length: 1_000 }, (_, n) =>
      mintSigned(instanceIdOf(((n % FEW) * entries) / FEW)),
    );
    return () => repeat(tokens, REQUESTS);
  };
  const results = await compare(
    [
      { name: 'few', ...few, tokens: tokensOf(FEW) },
      { name: 'many', ...many, tokens: tokensOf(MANY) },
    ],
    ROUNDS,
  );
  print(
    ['a hit', 'µs CPU'],
    [
      [`among ${FEW} instances`, results.median('few').cpuMicros.toFixed(1)],
      [`among ${MANY} instances`, results.median('many').cpuMicros.toFixed(1)],
    ],
  );
  console.log(`\nheap of an instance among ${MANY}: ${bytesPerInstance.toFixed(0)} bytes`);
  report['heap_bytes_per_instance'] = bytesPerInstance;
  report['hit_among_many_to_few'] = results.ratio('few', 'many');
}

async function telemetry(): Promise<void> {
  const emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  const receiver = await startOtlpReceiver();
  try {
    const tracing = (ratio: string, endpoint = receiver.endpoint) =>
      startObserved(emulator.origin, {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: ratio,
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      });
    const servers = {
      'without telemetry': await startEndpoint(emulator.origin),
      'tracing 1 %, metrics': await tracing('0.01'),
      'the same, no collector': await tracing('0.01', 'http://127.0.0.1:9'),
      'tracing 100 %, metrics': await tracing('1'),
    };
    const signed = Array.from({ length: 1_000 }, (_, n) => mintSigned(instanceIdOf(n % INSTANCES)));
    for (const { url } of Object.values(servers)) {
      await saturate({ url, tokens: signed, connections: 8 });
    }
    const tokens = () => repeat(signed, REQUESTS);
    const sides = Object.entries(servers).map(([name, server]) => ({ name, ...server, tokens }));
    const results = await compare(sides, ROUNDS);
    print(
      ['a hit', 'µs CPU', 'of without'],
      sides.map(({ name }) => [
        name,
        results.median(name).cpuMicros.toFixed(1),
        results.ratio(name, 'without telemetry').toFixed(2),
      ]),
    );
    report['tracing_1_percent'] = results.ratio('tracing 1 %, metrics', 'without telemetry');
    report['tracing_100_percent'] = results.ratio('tracing 100 %, metrics', 'without telemetry');
    report['no_collector'] = results.ratio('the same, no collector', 'without telemetry');
  } finally {
    await receiver.close();
    await emulator.close();
  }
}

async function documentedExample(): Promise<void> {
  const results = await measureAgainstExample(SHORT ? 10 : 30);
  print(
    ['30 views/s of one site', 'succeeded', 'p50 ms', 'p99 ms', 'calls/view'],
    results.map(({ name, succeeded, p50Ms, p99Ms, callsPerView }) => [
      name,
      `${(succeeded * 100).toFixed(1)} %`,
      p50Ms.toFixed(0),
      p99Ms.toFixed(0),
      callsPerView.toFixed(2),
    ]),
  );
  const [example, endpoint] = results;
  report['example_succeeded'] = example?.succeeded ?? Number.NaN;
  report['endpoint_succeeded'] = endpoint?.succeeded ?? Number.NaN;
  report['example_calls_per_view'] = example?.callsPerView ?? Number.NaN;
  report['endpoint_calls_per_view'] = endpoint?.callsPerView ?? Number.NaN;
}

/** One response as sent, without the headers that Node adds itself. */
async function answerOf(url: string, token: string) {
  const response = await new Promise<IncomingMessage>((resolve) =>
    get(url, { headers: { Authorization: token } }, resolve),
  );
  let body = '';
  for await (const chunk of response) body += String(chunk);
  const own = new Set(['date', 'connection', 'keep-alive']);
  const headers = response.rawHeaders.flatMap((name, at, all) =>
    at % 2 === 0 && !own.has(name.toLowerCase()) ? [name, all[at + 1] ?? ''] : [],
  );
  return { headers, body };
}

function repeat(tokens: readonly string[], requests: number): string[] {
  return Array.from({ length: requests }, (_, n) => tokens[n % tokens.length] ?? '');
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log('');
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, at) => (at === 0 ? cell.padEnd(26) : cell.padStart(12))).join(''));
  }
}

await buildNodeIfStale();
await buildBaselineIfStale();
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`;
console.log(`${machine}, Node ${process.version}; ${ROUNDS} rounds of ${REQUESTS} requests`);
try {
  await hotPath();
  await sizeOfTheCache();
  await telemetry();
  await documentedExample();
  const rounded = Object.entries(report).map(([name, n]) => [name, Number(n.toPrecision(4))]);
  console.log(`\n${JSON.stringify(Object.fromEntries(rounded))}`);
} finally {
  await killServers();
}
