import { createDevtools } from 'autotel-devtools';

const FIRST_PORT = 4318;

/**
 * Starts an OTLP receiver with a page that shows traces, for `npm start`. It keeps everything in
 * memory. Resolves to its address, with the first free port from 4318 on, or to undefined when none
 * of 20 is free; `npm start` works without it.
 */
export async function startTracePage(): Promise<string | undefined> {
  const receiver = createDevtools({ port: FIRST_PORT, sourceRoot: false });
  try {
    const { port } = await receiver.ready;
    return `http://localhost:${port}`;
  } catch (error) {
    console.log(
      `The trace page did not start: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return undefined;
  }
}

/** The address of one trace on the page; `{traceId}` is replaced. */
export function traceAddress(tracePage: string): string {
  return `${tracePage}/#trace={traceId}`;
}

/** The variables that make a server send every trace to the page within half a second. */
export function tracedTo(tracePage: string): NodeJS.ProcessEnv {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: tracePage,
    // The page accepts protobuf but responds with JSON, which counts as a failed export.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_BSP_SCHEDULE_DELAY: '500',
    OTEL_METRIC_EXPORT_INTERVAL: '5000',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=development',
  };
}
