import type { Host } from '../../config.ts';
import type { ReadVariable } from '../../read-variable.ts';

/** The host that this bundle runs on. */
export const host: Host = 'node';

/** Does nothing: on Node, `--import` preloads telemetry. See `src/telemetry/node/`. */
export const setUpTelemetry: (read: ReadVariable) => Promise<void> = () => Promise.resolve();
