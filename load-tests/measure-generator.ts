import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { findK6 } from './k6-binary.ts';
import type { LoadResult } from './result.ts';
import { K6_GOGC } from './run/k6-arguments.ts';
import { usageOf } from './run/process-usage.ts';

/*
 * What the traffic model costs: `node load-tests/measure-generator.ts [page views/s] [seconds]` has the steady
 * profile's traffic sent from one core to a server on another, which answers with constant bytes. Linux only,
 * for `taskset`.
 */

const [rate = '2000', seconds = '20'] = process.argv.slice(2);

const k6 = await findK6({ env: process.env, say: (line) => console.log(line) });
if (k6.kind === 'missing') {
  console.error(k6.howToGet);
  process.exit(2);
}
if (cpus().length < 2) {
  console.error('Two cores are needed: one for k6, one for the server.');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'generator-'));
const server = spawn('taskset', ['-c', '1', process.execPath, 'load-tests/constant-server.ts'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const result = join(folder, 'result.json');
  const child = spawn(
    'taskset',
    [
      '-c',
      '0',
      k6.path,
      'run',
      '--quiet',
      ...process.argv.slice(4),
      'load-tests/profiles/steady.ts',
    ],
    {
      stdio: ['ignore', 'inherit', 'pipe'],
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
        LOAD_RESULT: result,
        LOAD_APP_ID: DEVELOPMENT_APP.WIX_CLIENT_ID,
        LOAD_APP_SECRET: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
      },
    },
  );
  // Every answer is about another instance than it was asked for: that thresholds break is no news here.
  child.stderr.resume();
  const usage = { before: 0, cpuMicros: 0, rssBytes: 0 };
  // What k6 takes to start, and to make its virtual users, is over when it first asks.
  server.stdout.once('data', () => {
    usage.before = usage.cpuMicros;
  });
  const watch = setInterval(() => {
    void usageOf(child.pid ?? 0).then((seen) => {
      if (!seen) return;
      usage.cpuMicros = seen.cpuMicros;
      usage.rssBytes = seen.rssBytes;
    });
  }, 200);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  if (code !== 0 && code !== 99) throw new Error(`k6 ended with ${code ?? 'a signal'}`);
  const {
    pageViews,
    counts,
    seconds: lasted,
    latency,
  } = JSON.parse(readFileSync(result, 'utf8')) as LoadResult;
  const cpuMicros = usage.cpuMicros - usage.before;
  const rows = {
    'page views/s, wanted': rate,
    'page views/s': (pageViews.begun / lasted).toFixed(0),
    'requests/s': (counts.requests / lasted).toFixed(0),
    'page views dropped': pageViews.dropped,
    'of one core': `${(cpuMicros / lasted / 10_000).toFixed(0)} %`,
    'CPU per request, µs': (cpuMicros / counts.requests).toFixed(0),
    'request p50, ms': latency['all']?.p50.toFixed(2),
    'request p99, ms': latency['all']?.p99.toFixed(2),
    'k6, MiB': (usage.rssBytes / 2 ** 20).toFixed(0),
    processor: cpus()[0]?.model.trim(),
    k6: execFileSync(k6.path, ['version'], { encoding: 'utf8' }).split('\n')[0],
  };
  for (const [name, value] of Object.entries(rows))
    console.log(`${name.padEnd(22)} ${value ?? ''}`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true });
}
