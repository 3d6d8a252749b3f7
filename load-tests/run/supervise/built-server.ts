import { NODE_ENTRY, TELEMETRY_ENTRY } from '../../../scripts/build-node.ts';

/** The arguments of `npm run serve`: the preload sets up OpenTelemetry where the environment configures it. */
export const SERVER_ARGS = ['--import', `./${TELEMETRY_ENTRY}`, NODE_ENTRY];
