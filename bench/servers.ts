import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { NODE_ENTRY, TELEMETRY_ENTRY } from '../scripts/build-node.ts';
import { BASELINE, BASELINE_ENTRY } from '../scripts/build-baseline.ts';
import { type MeteredProcess, spawnMetered } from '../test/support/spawn-metered.ts';

/** Long enough that nothing expires during a measurement. */
const SETTINGS = {
  INSTANCE_TTL_SECONDS: '3600',
  TOKEN_TTL_SECONDS: '3600',
  HOST: '127.0.0.1',
  PORT: '0',
};

const started: MeteredProcess[] = [];

export type StartedServer = Awaited<ReturnType<typeof start>>;

async function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const server = spawnMetered(args, env);
  started.push(server);
  const [, port] = await server.printed(/ (?:at|on) http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/);
  return { server, url: `http://127.0.0.1:${String(port)}/api/get-instance` };
}

const environment = (wixApiOrigin: string) => ({
  ...DEVELOPMENT_APP,
  ...SETTINGS,
  WIX_API_ORIGIN: wixApiOrigin,
});

/** The built server, as `npm run serve` starts it. */
export const startEndpoint = (wixApiOrigin: string) =>
  start([NODE_ENTRY], environment(wixApiOrigin));

/** The same with OpenTelemetry preloaded, as `npm run serve` does. */
export const startObserved = (wixApiOrigin: string, otel: Readonly<Record<string, string>>) =>
  start(['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY], {
    ...environment(wixApiOrigin),
    ...otel,
  });

/** The same handler as an Astro route. */
export const startAstro = (wixApiOrigin: string) =>
  start(['bench/astro-server.ts'], environment(wixApiOrigin));

/** The example of Wix's documentation. */
export const startExample = (wixApiOrigin: string) =>
  start(['--import', `./${BASELINE}/redirect.ts`, BASELINE_ENTRY], environment(wixApiOrigin));

export const startBare = (answer: { readonly headers: readonly string[]; readonly body: string }) =>
  start(['bench/bare-server.ts'], { ANSWER: JSON.stringify(answer) });

/** The endpoint with `entries` instances in its cache, with the ids of `instanceIdOf`. */
export const startFilled = (entries: number) =>
  start(['bench/filled-server.ts'], {
    ...SETTINGS,
    ENTRIES: String(entries),
    INSTANCE_CACHE_MAX_ENTRIES: '100000',
  });

export async function killServers(): Promise<void> {
  await Promise.all(started.map((server) => server.kill()));
}
