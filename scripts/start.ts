import pretty from 'pino-pretty';
import { ConfigError, readConfig } from '../src/config.ts';
import { buildNodeIfStale, NODE_BUNDLE, NODE_ENTRY, TELEMETRY_ENTRY } from './build-node.ts';
import { createChildren, printedPort } from './children.ts';
import { developmentEnvironment, hasCredentials, loadLocalEnvironment } from './credentials.ts';
import { freePort } from './free-port.ts';
import { isFree, serveOnIpv6Loopback, urlHost } from './loopback.ts';
import { startTracePage, traceAddress, tracedTo } from './trace-page.ts';

/*
 * `npm start`: builds what is stale, then starts a trace page, the emulator when there are no
 * credentials, and the server. By default everything listens on loopback only.
 */

// A child writes JSON into its pipe; a terminal shows it formatted.
const terminal = process.stdout.isTTY
  ? pretty({ sync: true, singleLine: true, ignore: 'pid,hostname' })
  : process.stdout;
const children = createChildren(terminal);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void children.endAll(0));
}
// npm's shell does not forward every signal, so the end of npm ends everything too.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void children.endAll(0);
}, 500).unref();

loadLocalEnvironment();
const isEmulated = !hasCredentials();
const hasCollector = ['', 'TRACES_', 'METRICS_'].some((signal) =>
  process.env[`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`]?.trim(),
);
// An empty value must not replace the trace page's address.
if (!hasCollector) delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
const own: NodeJS.ProcessEnv = {
  ...(isEmulated ? developmentEnvironment() : process.env),
  HOST: process.env['HOST']?.trim() || '127.0.0.1',
};
const config = configOrExit(own);
await buildNodeIfStale();

const tracePage = hasCollector ? undefined : await startTracePage();
const env = { ...(tracePage === undefined ? {} : tracedTo(tracePage)), ...own };
// Chosen before the server starts, because the demo site must know it.
const port = config.port || (await freePort());
const serverHost = config.host ?? 'localhost';
const origin = `http://${urlHost(serverHost)}:${port}`;
const endpoint = `${origin}/api/get-instance`;

if (isEmulated) {
  console.log('WIX_CLIENT_SECRET is not set: starting the Wix emulator in place of Wix.');
  const emulator = await startEmulator();
  await startServer({ ...env, WIX_API_ORIGIN: emulator.ipv4 });
  const curl = `curl -i -H 'Authorization: ${await mintToken(emulator.ipv4)}' ${endpoint}`;
  printAddresses({ demoSite: `${emulator.origin}/`, tryIt: 'Try it:', curl });
} else {
  await startServer(env);
  printAddresses({
    demoSite: 'none: it belongs to the emulator, and WIX_CLIENT_SECRET is set',
    tryIt: 'Try it with a token of your app:',
    curl: `curl -i -H 'Authorization: <token>' ${endpoint}`,
  });
}

function configOrExit(environment: NodeJS.ProcessEnv) {
  try {
    return readConfig((name) => environment[name]);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) console.error(fault);
    process.exit(1);
  }
}

async function startEmulator(): Promise<{ readonly origin: string; readonly ipv4: string }> {
  const child = children.start(['emulator/main.ts'], {
    ...env,
    DEMO_BUNDLES: NODE_BUNDLE,
    DEMO_ENDPOINT: origin,
    ...(tracePage === undefined ? {} : { DEMO_TRACE_PAGE: traceAddress(tracePage) }),
  });
  const emulatorPort = await printedPort(child);
  const host = env['EMULATOR_HOST']?.trim() || '127.0.0.1';
  await serveOnIpv6Loopback(Number(emulatorPort), host);
  return {
    origin: `http://${urlHost(host)}:${emulatorPort}`,
    ipv4: `http://${urlHost(host).replace('localhost', '127.0.0.1')}:${emulatorPort}`,
  };
}

/** Resolves when the server answers. Its own log lines depend on LOG_LEVEL. */
async function startServer(environment: NodeJS.ProcessEnv): Promise<void> {
  const canListen = await isFree(port, serverHost);
  children.start(['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY], {
    ...environment,
    PORT: String(port),
  });
  // When the port is taken, the server prints that and its end ends everything.
  while (!(canListen && (await isUp(`${origin}/healthz`)))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await serveOnIpv6Loopback(port, config.host);
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function mintToken(emulator: string): Promise<string> {
  const response = await fetch(`${emulator}/_emulator/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'signed', subject: 'visitor', instance: 1 }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** Printed here, because LOG_LEVEL may silence the server's own lines. */
function printAddresses(lines: {
  readonly demoSite: string;
  readonly tryIt: string;
  readonly curl: string;
}): void {
  console.log(`\n  Endpoint    ${endpoint}`);
  console.log(`  Demo site   ${lines.demoSite}`);
  if (tracePage !== undefined) console.log(`  Traces      ${tracePage}/`);
  console.log(`\n  ${lines.tryIt}\n  ${lines.curl}`);
  console.log('\n  Ctrl-C ends everything.\n');
}
