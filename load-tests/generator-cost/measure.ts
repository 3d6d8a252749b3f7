import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf, siteIdOf } from '../../emulator/instance-id.ts';
import { findK6 } from '../k6-binary.ts';
import type { LoadResult } from '../result.ts';
import { usageOf } from '../run/process-usage.ts';

/*
 * node load-tests/generator-cost/measure.ts [page views a second, 2000] [seconds, 20]
 *
 * What the generator costs, without anything to measure: k6 and the whole traffic model on one core, a server
 * that always gives the same answer on another. Linux alone pins processes to cores (taskset).
 */

const GENERATOR_CORE = '0';
const SERVER_CORE = '1';
const HELD_SHARE = 0.99;

const [rate = 2_000, seconds = 20] = process.argv.slice(2).map(Number);
if (!(rate >= 1) || !(seconds >= 5)) throw new Error('measure.ts [page views a second] [seconds]');
if (process.platform !== 'linux' || availableParallelism() < 2) {
  throw new Error('It takes Linux and two cores to keep the generator from the server.');
}

const k6 = await findK6({ env: process.env, say: (line) => console.log(line) });
if (k6.kind === 'missing') throw new Error(k6.howToGet);

const folder = mkdtempSync(join(tmpdir(), 'generator-cost-'));
const server = spawn('taskset', ['-c', SERVER_CORE, process.execPath, 'bench/bare-server.ts'], {
  cwd: join(import.meta.dirname, '../..'),
  env: { ...process.env, ANSWER: JSON.stringify(constantAnswer()) },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [said] = (await once(server.stdout, 'data')) as [Buffer];
  const origin = /http:\S+?:\d+/.exec(said.toString())?.[0] ?? '';
  report(await measure(k6.path, origin.replace('localhost', '127.0.0.1')));
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly result: LoadResult;
  readonly cpuSeconds: number;
}

async function measure(binary: string, baseUrl: string): Promise<Measured> {
  const resultFile = join(folder, 'result.json');
  const args = ['run', '--quiet', '--console-output', join(folder, 'console.log')];
  const script = join(import.meta.dirname, 'page-views.ts');
  const profiling = process.env['K6_PROFILE'] ? ['--profiling-enabled', '--address=127.0.0.1:6565'] : ['--address='];
  const child = spawn('taskset', ['-c', GENERATOR_CORE, binary, ...args, ...profiling, script], {
    env: {
      ...process.env,
      GOMAXPROCS: '1',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      K6_NO_USAGE_REPORT: 'true',
      LOAD_BASE_URL: baseUrl,
      LOAD_OPAQUE_SHARE: '0.8',
      LOAD_RATE: String(rate),
      LOAD_DURATION: String(seconds),
      LOAD_RESULT: resultFile,
      LOAD_APP_ID: DEVELOPMENT_APP.WIX_CLIENT_ID,
      LOAD_APP_SECRET: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let cpuMicros = 0;
  const watch = setInterval(() => {
    void usageOf(child.pid ?? 0).then((usage) => (cpuMicros = usage?.cpuMicros ?? cpuMicros));
  }, 200);
  await once(child, 'close');
  clearInterval(watch);
  return {
    result: JSON.parse(readFileSync(resultFile, 'utf8')) as LoadResult,
    cpuSeconds: cpuMicros / 1e6,
  };
}

function report({ result, cpuSeconds }: Measured): void {
  const { pageViews, counts, latency, pageViewLatency, outcomes } = result;
  const perSecond = (count: number) => Math.round(count / seconds);
  const ok = pageViews.begun >= rate * seconds * HELD_SHARE && result.scriptErrors === 0;
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, k6 on one core, for ${seconds} s`);
  console.log(
    `page views/s      ${perSecond(pageViews.begun)} of ${rate}, ${pageViews.dropped} dropped`,
  );
  console.log(`requests/s        ${perSecond(counts.requests)}`);
  console.log(
    `CPU               ${((100 * cpuSeconds) / seconds).toFixed(0)} % of the core, ` +
      `${((cpuSeconds * 1e6) / counts.requests).toFixed(0)} µs per request, start included`,
  );
  console.log(`request p50, p99  ${latency['all']?.p50 ?? 0} ms, ${latency['all']?.p99 ?? 0} ms`);
  console.log(`page view p99     ${pageViewLatency.p99} ms`);
  console.log(`outcomes          ${JSON.stringify(outcomes)}`);
  console.log(ok ? 'The generator keeps up.' : 'The generator does NOT keep up.');
  process.exitCode = ok ? 0 : 1;
}

/** In the shape and size of the endpoint's, headers too: reading them is part of the cost. */
function constantAnswer(): { headers: string[]; body: string } {
  const instanceId = instanceIdOf(0);
  const body = JSON.stringify({
    instanceId,
    instance: {
      appName: 'Instance Identity',
      appVersion: '^1.0.0',
      isFree: false,
      freeTrialAvailable: false,
      billing: { packageName: 'Premium' },
    },
    site: {
      siteId: siteIdOf(instanceId),
      url: 'https://site-0.example/',
      siteDisplayName: 'Site 0',
      description: 'One of a million made-up sites.',
      locale: 'en',
      paymentCurrency: 'EUR',
      multilingual: { isMultiLingual: false, supportedLanguages: [] },
    },
  });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-status': 'instance-identity; hit; ttl=41',
    'cache-control': 'private, max-age=30',
    vary: 'Authorization',
    etag: '"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"',
    'server-timing': 'identify;dur=0.01, cache;dur=0.01',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
    'timing-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  };
  return { headers: Object.entries(headers).flat(), body };
}
