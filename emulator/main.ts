import { readConfig } from './read-config.ts';
import { startEmulator } from './start-emulator.ts';

const reading = readConfig(process.env);
if ('faults' in reading) refuse(reading.faults);

const { config } = reading;
const emulator = await startEmulator(config).catch((error: unknown) =>
  refuse([describeStartError(error as NodeJS.ErrnoException)]),
);

// Exits immediately: there is no work to finish, and a hanging call would never finish.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

console.log(`Wix emulator at ${emulator.origin}/ (control API: ${emulator.origin}/_emulator/)`);

function refuse(faults: string[]): never {
  for (const fault of faults) console.error(fault);
  process.exit(1);
}

function describeStartError({ code, message, syscall }: NodeJS.ErrnoException): string {
  const { host, port } = config;
  if (!syscall) return `DEMO_BUNDLES: the demo site cannot be built from it (${message})`;
  if (code === 'EADDRINUSE') {
    return `EMULATOR_PORT: ${port} is in use on ${host}; stop the program that uses it, or choose another port, as in EMULATOR_PORT=${port - 1}`;
  }
  return `EMULATOR_HOST: cannot listen on ${host}:${port} (${code ?? message}); try EMULATOR_HOST=127.0.0.1`;
}
