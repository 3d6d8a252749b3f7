import type { ReadVariable } from '../../read-variable.ts';

/** On Node it is preloaded: see `src/telemetry/node/`. */
export const setUpTelemetry: (read: ReadVariable) => Promise<void> = () => Promise.resolve();
