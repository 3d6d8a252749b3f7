import { keepAlive } from '#keep-alive';
import { type App, compose } from '../compose.ts';
import { type Config, ConfigError } from '../config.ts';
import { systemClock } from '../resilience/clock.ts';
import { createTelemetry, isTelemetrySetUp } from '../telemetry/create-telemetry.ts';
import { createConsoleLog, type Log } from '../telemetry/log.ts';
import { version } from '../version.ts';
import { redirectWixCalls, WIX_ORIGIN } from '../wix/redirect-wix-calls.ts';
import { misconfiguredApp } from './misconfigured-app.ts';

/**
 * The one process-wide slot. The Node server and Astro's bundle are built apart, each with its own
 * copy of every module; through this slot they share one endpoint and so one cache.
 */
const SLOT = Symbol.for('instance-identity.app');

/**
 * The app of this process, made on its real clock when there is none yet. It logs to the console where no
 * log is given. `readConfig` hands each fault that stops nothing to `onIgnored`; where it throws a
 * `ConfigError`, the app answers `misconfigured`. Both are logged once.
 */
export function sharedApp(
  readConfig: (onIgnored: (fault: string) => void) => Config,
  log?: Log,
): App {
  const slots = globalThis as unknown as Record<symbol, App | undefined>;
  return (slots[SLOT] ??= startOrRefuse(readConfig, log));
}

function startOrRefuse(
  readConfig: (onIgnored: (fault: string) => void) => Config,
  given: Log | undefined,
): App {
  const ignored: string[] = [];
  try {
    const config = readConfig((fault) => ignored.push(fault));
    const log = given ?? createConsoleLog(config.logLevel);
    for (const fault of ignored) log('warn', fault);
    return startApp(config, log);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const log = given ?? createConsoleLog('error');
    for (const fault of error.faults) log('error', fault);
    return misconfiguredApp;
  }
}

function startApp(config: Config, log: Log): App {
  if (config.wixApiOrigin !== WIX_ORIGIN) redirectWixCalls(config.wixApiOrigin);
  const runtime = { clock: systemClock, random: Math.random, keepAlive, log };
  if (!isTelemetrySetUp()) return compose(config, runtime);
  const { traceSampler: sampler, traceRatio: ratio, traceTrustCaller: trustCaller } = config;
  const { traceNotablePerSecond: notablePerSecond, wixApiOrigin } = config;
  const sampling = { sampler, ratio, trustCaller, notablePerSecond };
  return compose(
    config,
    runtime,
    createTelemetry({ ...runtime, ...sampling, version, wixApiOrigin }),
  );
}
