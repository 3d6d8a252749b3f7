const EVERY_MS = 60_000;

/** One line, and then silence for a minute: a collector that is down would fill the log. */
export function createExportWarning(hint = ''): () => void {
  let silentUntilMs = 0;
  return function warnNotExported() {
    if (performance.now() < silentUntilMs) return;
    silentUntilMs = performance.now() + EVERY_MS;
    console.warn(
      `Telemetry is not exported: is the collector there? Requests are answered all the same.${hint}`,
    );
  };
}
