import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { buildNodeIfStale, NODE_ENTRY } from './build-node.ts';
import { developmentEnvironment, hasCredentials, loadLocalEnvironment } from './credentials.ts';

/* `npm start`: builds what is stale, starts the emulator where there are no credentials, serves. */

const START_LIMIT_MS = 30_000;

loadLocalEnvironment();
const withEmulator = !hasCredentials();
const port = process.env['PORT'] ?? '4321';
const emulatorPort = process.env['EMULATOR_PORT'] ?? '4400';
const emulatorOrigin = `http://localhost:${emulatorPort}`;
const children: ChildProcess[] = [];

/** A child that ends by itself ends everything: half a demo is worse than none. */
function startChild(script: string, env: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  children.push(child);
  child.on('exit', (code) => {
    void endAll(code ?? 1);
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

async function answers(url: string): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (Date.now() < giveUpAt) {
    const up = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.error(`${url} did not answer within ${START_LIMIT_MS / 1000} s.`);
  await endAll(1);
}

async function mintToken(): Promise<string> {
  const response = await fetch(`${emulatorOrigin}/_emulator/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'signed', subject: 'visitor', instance: 1 }),
  });
  return ((await response.json()) as { token: string }).token;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void endAll(0));

await buildNodeIfStale();

if (withEmulator) {
  console.log('WIX_CLIENT_SECRET is not set: starting the Wix emulator in the place of Wix.');
  startChild('emulator/main.ts', developmentEnvironment());
  await answers(`${emulatorOrigin}/`);
}
startChild(
  NODE_ENTRY,
  withEmulator ? { ...developmentEnvironment(), WIX_API_ORIGIN: emulatorOrigin } : process.env,
);
await answers(`http://localhost:${port}/healthz`);

const endpoint = `http://localhost:${port}/api/get-instance`;
console.log(`\n  Endpoint    ${endpoint}`);
if (withEmulator) {
  console.log(`  Demo site   ${emulatorOrigin}/`);
  console.log(`\n  Try it:\n  curl -i -H 'Authorization: ${await mintToken()}' ${endpoint}`);
} else {
  console.log(
    `\n  Try it with a token of your app:\n  curl -i -H 'Authorization: <token>' ${endpoint}`,
  );
}
console.log('\n  Ctrl-C ends everything.\n');
