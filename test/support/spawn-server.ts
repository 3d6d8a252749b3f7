import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { NODE_ENTRY } from '../../scripts/build-node.ts';
import { type SpawnedProcess, spawnNode } from './spawn-process.ts';

/** The built server as a process of its own, on a free port of loopback. */
export async function spawnServer(
  wixApiOrigin: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<SpawnedProcess & { readonly origin: string }> {
  const server = spawnNode([NODE_ENTRY], {
    ...DEVELOPMENT_APP,
    WIX_API_ORIGIN: wixApiOrigin,
    HOST: '127.0.0.1',
    PORT: '0',
    ...settings,
  });
  const [, port] = await server.printed(/answers at http:\/\/localhost:(\d+)\//);
  return { ...server, origin: `http://127.0.0.1:${String(port)}` };
}
