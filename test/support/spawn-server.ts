import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { NODE_ENTRY, TELEMETRY_ENTRY } from '../../scripts/build-node.ts';
import { type MeteredProcess, spawnMetered } from './spawn-metered.ts';
import { type SpawnedProcess, spawnNode } from './spawn-process.ts';

type Settings = Readonly<Record<string, string>>;

/** Starts the built server as a process of its own on a free loopback port. */
export async function spawnServer(
  wixApiOrigin: string,
  settings: Settings = {},
): Promise<SpawnedProcess & { readonly origin: string }> {
  return listening(spawnNode([NODE_ENTRY], environmentOf(wixApiOrigin, settings)));
}

/** The same, with OpenTelemetry preloaded as in `npm run serve`. */
export async function spawnObservedServer(
  wixApiOrigin: string,
  settings: Settings,
): Promise<SpawnedProcess & { readonly origin: string }> {
  const args = ['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY];
  return listening(spawnNode(args, environmentOf(wixApiOrigin, settings)));
}

/** The same, with a meter preloaded. */
export async function spawnMeteredServer(
  wixApiOrigin: string,
  settings: Settings = {},
): Promise<MeteredProcess & { readonly origin: string }> {
  return listening(spawnMetered([NODE_ENTRY], environmentOf(wixApiOrigin, settings)));
}

function environmentOf(wixApiOrigin: string, settings: Settings) {
  return {
    ...DEVELOPMENT_APP,
    WIX_API_ORIGIN: wixApiOrigin,
    HOST: '127.0.0.1',
    PORT: '0',
    ...settings,
  };
}

async function listening<P extends SpawnedProcess>(server: P) {
  const [, port] = await server.printed(/answers at http:\/\/[^/]*:(\d+)\//);
  return { ...server, origin: `http://127.0.0.1:${String(port)}` };
}
