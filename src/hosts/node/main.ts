import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, readConfig } from '../../config.ts';
import { reportBug } from '../report-bug.ts';
import { sharedApp } from '../process-app.ts';
import { endGracefully } from './shut-down.ts';
import { endTelemetry } from '../../telemetry/node/end-telemetry.ts';
import { createLogger } from './logger.ts';
import { type AstroHandler, createNodeServer } from './node-server.ts';

/** Astro's bundle, beside this one in `dist-node/`. */
const ASTRO_ENTRY = new URL('./server/entry.mjs', import.meta.url);

/** The environment, or the end of the process with a line per fault. */
function configOrExit(): Config {
  try {
    return readConfig((name) => process.env[name]);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) console.error(fault);
    process.exit(1);
  }
}

function exitWith(message: string): never {
  console.error(message);
  process.exit(1);
}

const config = configOrExit();
const log = await createLogger(config.logLevel);
const app = sharedApp(() => config, log);

const { handler: astro } = (await import(fileURLToPath(ASTRO_ENTRY)).catch(() =>
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
});

server.on('error', (error: NodeJS.ErrnoException) => {
  exitWith(
    error.code === 'EADDRINUSE'
      ? `PORT ${config.port} is in use on ${config.host}. Example: PORT=4322`
      : `The server cannot listen on ${config.host}:${config.port} (${error.code ?? error.name}).`,
  );
});
endGracefully({
  server,
  onEnding() {
    ready = false;
    log('info', 'ending');
  },
  lastly: endTelemetry,
});
server.listen(config.port, config.host);
await once(server, 'listening');

const address = server.address();
const port = typeof address === 'object' && address ? address.port : config.port;
log('info', 'configured', { ...config, clientSecret: undefined });
log('info', `instance-identity answers at http://localhost:${port}/api/get-instance`);
