import type { ReadVariable } from '../../read-variable.ts';
import { checkVariables, type Variables, type Warn } from './check-variables.ts';
import { belowEndpoint, faultOfEndpoint, type Protocol } from './endpoint.ts';
import { partsOf } from './list-rules.ts';
import type { OtelHost } from './variables.ts';

export interface SignalSettings {
  /** Empty if the signal is not exported. */
  readonly exporters: readonly string[];
  readonly protocol: Protocol;
  /** The OTLP URL for HTTP. Undefined for gRPC, or if no endpoint is set. */
  readonly url: string | undefined;
}

export interface OtelSettings {
  readonly variables: Variables;
  readonly traces: SignalSettings;
  readonly metrics: SignalSettings;
}

/**
 * Reads and checks the OTEL_* variables that `host` supports. Logs one warning per wrong variable. Returns
 * undefined, without warnings, if OTEL_SDK_DISABLED is true. Does not throw.
 */
export function readSettings(
  read: ReadVariable,
  host: OtelHost,
  warn: Warn,
): OtelSettings | undefined {
  const warnings = new Set<string>();
  const collect: Warn = (line) => warnings.add(line);
  const variables = checkVariables(read, host.rules, collect);
  if (variables.get('OTEL_SDK_DISABLED') === 'true') return undefined;
  const settings = {
    variables,
    traces: readSignal('TRACES', variables, host, collect),
    metrics: readSignal('METRICS', variables, host, collect),
  };
  warnings.forEach(warn);
  return settings;
}

function readSignal(
  signal: 'TRACES' | 'METRICS',
  variables: Variables,
  host: OtelHost,
  warn: Warn,
): SignalSettings {
  const endpoint = find(variables, signal, 'ENDPOINT');
  const protocolSet = find(variables, signal, 'PROTOCOL');
  const protocol = (protocolSet?.value ?? host.defaultProtocol) as Protocol;
  const named = variables.get(`OTEL_${signal}_EXPORTER`) ?? (endpoint ? 'otlp' : 'none');
  const exporters = partsOf(named).filter((exporter) => exporter !== 'none');
  const url =
    endpoint && protocol !== 'grpc'
      ? endpoint.isSpecific
        ? endpoint.value
        : belowEndpoint(endpoint.value, `v1/${signal.toLowerCase()}`)
      : undefined;
  const withoutOtlp = { exporters: exporters.filter((name) => name !== 'otlp'), protocol, url };

  if (!exporters.includes('otlp')) return withoutOtlp;
  if (!host.protocols.includes(protocol)) {
    const mustBe = host.protocols.join(', ');
    warn(
      `${protocolSet?.name ?? ''} is ${protocol}, but must be ${mustBe} here. Nothing is exported.`,
    );
    return withoutOtlp;
  }
  const mustBe = endpoint && faultOfEndpoint(endpoint.value, protocol);
  if (mustBe === undefined) return { exporters, protocol, url };
  warn(
    `${endpoint?.name ?? ''} must be ${mustBe}. Nothing is exported there, nor to localhost instead.`,
  );
  return withoutOtlp;
}

/** A signal's own variable overrides the one for all signals. */
function find(variables: Variables, signal: string, what: string) {
  const specific = `OTEL_EXPORTER_OTLP_${signal}_${what}`;
  const general = `OTEL_EXPORTER_OTLP_${what}`;
  const name = variables.has(specific) ? specific : general;
  const value = variables.get(name);
  return value === undefined ? undefined : { name, value, isSpecific: name === specific };
}
