import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, readConfig } from '../../config.ts';
import { endTelemetry } from '../../telemetry/node/end-telemetry.ts';
import { setHostLog } from '../../telemetry/node/host-log.ts';
import { consoleToLog } from '../console-to-log.ts';
import { processApp } from '../process-app.ts';
import { reportBug } from '../report-bug.ts';
import { builtForAnotherApp } from '../built-for.ts';
import { listeningAddress } from './listening-address.ts';
import { createLogger } from './logger.ts';
import { missingVariables } from './missing-variables.ts';
import { type AstroHandler, createNodeServer } from './node-server.ts';
import { readBuiltFor } from './read-built-for.ts';
import { endGracefully } from './shut-down.ts';
import { followSilentConnections } from './silent-connections.ts';

/** Astro's part of the bundle, next to this file in `dist-node/`. */
const ASTRO = new URL('./server/', import.meta.url);

/** Reads the environment. On a fault, prints one line per fault and exits. */
function configOrExit(): Config {
  try {
    return readConfig((name) => process.env[name]);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    exitWith(error.message);
  }
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const config = configOrExit();
const log = await createLogger(config.logLevel);
setHostLog(log);
// This must run before Astro loads, because Astro keeps references to the console's functions.
consoleToLog(log);
const app = processApp(() => config, log);

const { handler: astro } = (await import(fileURLToPath(new URL('entry.mjs', ASTRO))).catch(() =>
  exitWith('The Node bundle is not complete: run `npm run build:node` first.'),
)) as { handler: AstroHandler };

let ready = true;
const server = createNodeServer({
  handle: app.handle,
  astro,
  isReady: () => ready,
  onBug: (error) => {
    reportBug(error);
  },
  keepAliveMs: config.keepAliveMs,
});
const silentConnections = followSilentConnections(server);

const { host, port } = config;
server.on('error', (error: NodeJS.ErrnoException) => {
  exitWith(
    error.code === 'EADDRINUSE'
      ? `PORT ${port} is in use${host === undefined ? '' : ` on ${host}`}. Example: PORT=4322`
      : `The server cannot listen on HOST ${host ?? '(all addresses)'}, PORT ${port} (${error.code ?? error.name}). Example: HOST=127.0.0.1 PORT=4321`,
  );
});
// A signal that arrived while modules loaded is delivered in this turn of the event loop and ends the process.
await turn();
// Without a host, Node listens on `::`, which includes IPv4. Without IPv6, it listens on 0.0.0.0.
if (host === undefined) server.listen(port);
else server.listen(port, host);
await once(server, 'listening');

endGracefully({
  server,
  silentConnections,
  drainMs: config.drainMs,
  shutdownMs: config.shutdownMs,
  onEnding() {
    ready = false;
    log('info', 'ending');
  },
  lastly: endTelemetry,
});

log('info', 'configured', { ...config, clientSecret: undefined });
for (const line of missingVariables(process.env)) log('warn', line);
const another = builtForAnotherApp(readBuiltFor(ASTRO), config.clientId);
if (another !== undefined) log('warn', another);
const { origin, address } = listeningAddress(server);
log('info', `instance-identity answers at ${origin}/api/get-instance`, { address });
