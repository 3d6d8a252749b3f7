import { keepAlive } from '#keep-alive';
import { type App, compose } from '../compose.ts';
import { type Config, ConfigError } from '../config.ts';
import { processSlot } from '../process-slots.ts';
import { systemClock } from '../resilience/clock.ts';
import { createInstruments, isTelemetrySetUp, registerGauges } from '../telemetry/instruments.ts';
import { createConsoleLog, type Log } from '../telemetry/log.ts';
import { createObserver } from '../telemetry/observer.ts';
import { version } from '../version.ts';
import { redirectWixCalls, WIX_ORIGIN } from '../wix/redirect-wix-calls.ts';
import { misconfiguredApp } from './misconfigured-app.ts';

const slot = processSlot<App>('app');

/**
 * The endpoint of this process, created by the first caller. Without `log` it logs to the console.
 * `readConfig` passes each non-fatal fault to `onIgnored`. If it throws a `ConfigError`, the endpoint returns
 * `misconfigured`. All faults are logged once.
 */
export function processApp(
  readConfig: (onIgnored: (fault: string) => void) => Config,
  log?: Log,
): App {
  return (slot.value ??= startOrRefuse(readConfig, log));
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
  const runtime = { clock: systemClock, random: Math.random, keepAlive };
  if (!isTelemetrySetUp()) return compose(config, runtime, createObserver({ ...runtime, log }));
  const instruments = createInstruments({
    ...runtime,
    version,
    sampler: config.traceSampler,
    ratio: config.traceRatio,
    trustCaller: config.traceTrustCaller,
    notablePerSecond: config.traceNotablePerSecond,
  });
  const app = compose(config, runtime, createObserver({ ...runtime, log, instruments }));
  registerGauges(version, app.snapshot);
  return app;
}
