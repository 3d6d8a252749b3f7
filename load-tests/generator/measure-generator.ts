import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { describedEnvironment } from '../run/k6/describe-answers.ts';
import { findK6 } from '../run/k6/k6-binary.ts';
import type { LoadResult } from '../k6-result/result.ts';
import { K6_GOGC } from '../run/k6/k6-arguments.ts';
import { usageOf } from '../run/supervise/process-usage.ts';

/*
 * Measures the cost of the traffic model:
 * `node load-tests/generator/measure-generator.ts [page views/s] [seconds] [k6 options]` sends a bare loop of k6,
 * then the traffic of the steady profile, from one core to a server on another that answers with constant bytes.
 * Linux only, because of `taskset`. On a shared machine the ratio of CPU times is the most reliable figure.
 */

const [rate = '2000', seconds = '20', ...k6Options] = process.argv.slice(2);

interface Measured {
  readonly result: LoadResult;
  /** From the first request on, without k6's start. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

async function measure(k6: string, script: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'generator-'));
  const resultFile = join(folder, 'result.json');
  const server = spawn(
    'taskset',
    ['-c', '1', process.execPath, 'load-tests/generator/constant-server.ts'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const child = spawn('taskset', ['-c', '0', k6, 'run', '--quiet', ...k6Options, script], {
      // k6 reports every answer as unexpected, because all are about the same instance.
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        GOMAXPROCS: '1',
        GOGC: K6_GOGC,
        K6_NO_USAGE_REPORT: 'true',
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        LOAD_BASE_URL: `http://127.0.0.1:${port.toString().trim()}`,
        LOAD_RATE: rate,
        LOAD_DURATION: seconds,
        LOAD_OPAQUE_SHARE: '0.8',
        // The server answers at once, and idle virtual users would only displace the others from the CPU cache.
        LOAD_SLOWEST: '0.05',
        LOAD_RESULT: resultFile,
        ...describedEnvironment(),
        LOAD_APP_ID: DEVELOPMENT_APP.WIX_CLIENT_ID,
        LOAD_APP_SECRET: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
      },
    });
    let [before, cpuMicros, rssBytes] = [0, 0, 0];
    server.stdout.once('data', () => {
      before = cpuMicros;
    });
    const watch = setInterval(() => {
      void usageOf(child.pid ?? 0).then((usage) => {
        if (usage) ({ cpuMicros, rssBytes } = usage);
      });
    }, 200);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearInterval(watch);
    if (code !== 0 && code !== 99) throw new Error(`k6 ended with ${code ?? 'a signal'}`);
    const result = JSON.parse(readFileSync(resultFile, 'utf8')) as LoadResult;
    return { result, cpuMicros: cpuMicros - before, rssBytes };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

function describe({ result, cpuMicros, rssBytes }: Measured): Record<string, string> {
  const { pageViews, counts, seconds: lasted } = result;
  return {
    'page views/s': (pageViews.begun / lasted).toFixed(0),
    'page views dropped': String(pageViews.dropped),
    'requests/s': (counts.requests / lasted).toFixed(0),
    'of one core': `${(cpuMicros / lasted / 10_000).toFixed(0)} %`,
    'CPU per request, µs': (cpuMicros / counts.requests).toFixed(1),
    'memory, MiB': (rssBytes / 2 ** 20).toFixed(0),
  };
}

const k6 = await findK6({ env: process.env, print: (line) => console.log(line) });
if (k6.kind === 'missing' || cpus().length < 2) {
  console.error(
    k6.kind === 'missing'
      ? k6.howToGet
      : 'The measurement needs two cores, one for k6 and one for the server.',
  );
  process.exit(2);
}
const bare = await measure(k6.path, 'load-tests/generator/bare-loop.ts');
const traffic = await measure(k6.path, 'load-tests/profiles/steady.ts');
console.table({ 'bare loop': describe(bare), [`traffic at ${rate}/s`]: describe(traffic) });
const costOf = ({ cpuMicros, result }: Measured) => cpuMicros / result.counts.requests;
const fits = 1e6 / costOf(traffic);
console.log(
  `A request of the traffic costs as much as ${(costOf(traffic) / costOf(bare)).toFixed(2)} bare ones.`,
);
console.log(`One whole core can send ${fits.toFixed(0)} of them a second.`);
console.log(`${cpus()[0]?.model.trim() ?? ''}, k6 ${k6.version}`);
