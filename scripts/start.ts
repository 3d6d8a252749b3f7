import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import pretty from 'pino-pretty';
import { buildNodeIfStale, NODE_BUNDLE, NODE_ENTRY, TELEMETRY_ENTRY } from './build-node.ts';
import { developmentEnvironment, hasCredentials, loadLocalEnvironment } from './credentials.ts';
import { freePort } from './free-port.ts';
import { startTracePage, traceAddress, tracedTo } from './trace-page.ts';

/*
 * `npm start`: builds what is stale, starts a trace page, and the emulator where there are no
 * credentials, and serves.
 */

const children: ChildProcess[] = [];

// A child's log is JSON, for it writes into a pipe; people read it here.
const terminal = process.stdout.isTTY
  ? pretty({ sync: true, singleLine: true, ignore: 'pid,hostname' })
  : process.stdout;

/**
 * Runs a script until everything ends, and resolves to the port that it says it listens on. A child
 * that ends by itself ends everything: half a demo is worse than none.
 */
function startChild(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  child.on('exit', (code) => void endAll(code ?? 1));
  return new Promise((resolve) => {
    let output = '';
    let port: string | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      terminal.write(chunk);
      if (port !== undefined) return;
      output += chunk.toString();
      port = / at http:\/\/[^/]*:(\d+)\//.exec(output)?.[1];
      if (port !== undefined) resolve(port);
    });
  });
}

let ending = false;
async function endAll(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  for (const child of running) child.kill('SIGINT');
  await Promise.all(running.map((child) => once(child, 'exit')));
  process.exit(code);
}

const startServer = (env: NodeJS.ProcessEnv) =>
  startChild(['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY], env);

async function mintToken(emulator: string): Promise<string> {
  const response = await fetch(`${emulator}/_emulator/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'signed', subject: 'visitor', instance: 1 }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** What the server will take; a value that it refuses is left to it. */
async function portOfEndpoint(port: string | undefined): Promise<string> {
  if (port?.trim() === '0') return String(await freePort());
  return port?.trim() || '4321';
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void endAll(0));
}
// npm's shell does not pass every signal on; whoever ended npm meant us too.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void endAll(0);
}, 500).unref();

loadLocalEnvironment();
await buildNodeIfStale();

// Whoever has a collector sends there.
const hasCollector = ['', 'TRACES_', 'METRICS_'].some((signal) =>
  process.env[`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`]?.trim(),
);
// An empty one names none, and must not stand in the page's way.
if (!hasCollector) delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
const tracePage = hasCollector ? undefined : await startTracePage();
const traced = tracePage === undefined ? {} : tracedTo(tracePage);
const sayWhereTracesAre = () => {
  if (tracePage !== undefined) console.log(`  Traces      ${tracePage}/`);
};

if (hasCredentials()) {
  const port = await startServer({ ...traced, ...process.env });
  const endpoint = `http://localhost:${port}/api/get-instance`;
  console.log(`\n  Endpoint    ${endpoint}`);
  console.log('  Demo site   none: it belongs to the emulator, and WIX_CLIENT_SECRET is set');
  sayWhereTracesAre();
  console.log('\n  Try it with a token of your app:');
  console.log(`  curl -i -H 'Authorization: <token>' ${endpoint}`);
} else {
  console.log('WIX_CLIENT_SECRET is not set: starting the Wix emulator in the place of Wix.');
  const env = { ...traced, ...developmentEnvironment() };
  // Known beforehand, because each has to be told of the other.
  const port = await portOfEndpoint(env['PORT']);
  const endpoint = `http://localhost:${port}`;
  const emulatorPort = await startChild(['emulator/main.ts'], {
    ...env,
    DEMO_BUNDLES: NODE_BUNDLE,
    DEMO_ENDPOINT: endpoint,
    ...(tracePage === undefined ? {} : { DEMO_TRACE_PAGE: traceAddress(tracePage) }),
  });
  const emulator = `http://localhost:${emulatorPort}`;
  await startServer({ ...env, PORT: port, WIX_API_ORIGIN: emulator });
  console.log(`\n  Endpoint    ${endpoint}/api/get-instance`);
  console.log(`  Demo site   ${emulator}/`);
  sayWhereTracesAre();
  console.log(
    `\n  Try it:\n  curl -i -H 'Authorization: ${await mintToken(emulator)}' ${endpoint}/api/get-instance`,
  );
}
console.log('\n  Ctrl-C ends everything.\n');
