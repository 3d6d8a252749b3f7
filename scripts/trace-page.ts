import { createDevtools } from 'autotel-devtools';

const FIRST_PORT = 4318;

/**
 * Starts an OTLP receiver with a page that shows traces, for `npm start` alone: it keeps everything in
 * memory and listens on this machine only. Resolves to its address, at the first free port from 4318 on,
 * or to nothing where none of twenty is free: the demo does without then.
 */
export async function startTracePage(): Promise<string | undefined> {
  const receiver = createDevtools({ port: FIRST_PORT, sourceRoot: false });
  try {
    const { port } = await receiver.ready;
    return `http://localhost:${port}`;
  } catch (error) {
    console.log(
      `There is no trace page: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return undefined;
  }
}

/** Where the page shows one trace: `{traceId}` stands for which. */
export function traceAddress(tracePage: string): string {
  return `${tracePage}/#trace={traceId}`;
}

/** What makes a server send all that it does to the page, and soon enough for a person who waits. */
export function tracedTo(tracePage: string): NodeJS.ProcessEnv {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: tracePage,
    // It understands protobuf, but answers JSON to it, which looks like a failed export.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_BSP_SCHEDULE_DELAY: '500',
    OTEL_METRIC_EXPORT_INTERVAL: '5000',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=development',
  };
}
