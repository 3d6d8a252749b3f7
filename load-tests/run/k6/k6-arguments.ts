import { join } from 'node:path';
import { cpus } from 'node:os';

/** The number of cores that k6 may use: all but one, which the server keeps. */
export const K6_CORES = Math.max(1, cpus().length - 1);

/**
 * Each virtual user holds a mebibyte that never becomes garbage. Go's default rate of collection spends a quarter
 * of k6's time on it.
 */
export const K6_GOGC = '400';

export interface K6Arguments {
  readonly script: string;
  readonly folder: string;
  /** The variables that the script reads from `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: boolean;
  readonly seconds: number;
  readonly otlp?: string;
}

/** Runs k6 offline and without usage reports, with log and dashboard in files. */
export function k6Arguments(order: K6Arguments): {
  readonly args: string[];
  readonly env: Record<string, string>;
} {
  const { script, folder, isTerminal, seconds, otlp } = order;
  return {
    args: [
      'run',
      `--console-output=${join(folder, 'console.log')}`,
      ...(isTerminal ? [] : ['--no-color']),
      ...(otlp === undefined ? [] : ['--out', 'opentelemetry']),
      script,
    ],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...(isTerminal && { TERM: process.env['TERM'] ?? '' }),
      ...order.env,
      GOMAXPROCS: String(K6_CORES),
      GOGC: K6_GOGC,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      // A user's own k6 configuration must not change the measurement.
      K6_CONFIG: 'load-tests/run/k6/k6-config.json',
      K6_LOG_OUTPUT: `file=${join(folder, 'k6.log')}`,
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_PORT: '-1',
      K6_WEB_DASHBOARD_EXPORT: join(folder, 'report.html'),
      K6_WEB_DASHBOARD_PERIOD: seconds < 300 ? '1s' : '10s',
      ...(otlp !== undefined && otlpEnvironment(otlp)),
    },
  };
}

/** The same endpoint in k6's own variables, which take host and path apart. */
function otlpEnvironment(otlp: string): Record<string, string> {
  const { host, pathname, protocol } = new URL(otlp);
  return {
    K6_OTEL_SERVICE_NAME: 'k6',
    K6_OTEL_METRIC_PREFIX: 'k6_',
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: host,
    K6_OTEL_HTTP_EXPORTER_URL_PATH: `${pathname.replace(/\/$/, '')}/v1/metrics`,
    K6_OTEL_HTTP_EXPORTER_INSECURE: String(protocol === 'http:'),
    K6_OTEL_EXPORT_INTERVAL: '1s',
  };
}
