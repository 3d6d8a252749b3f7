import { keepAlive } from '#keep-alive';
import { type App, compose } from '../compose.ts';
import type { Config } from '../config.ts';
import { processSlot } from '../process-slots.ts';
import { systemClock } from '../resilience/clock.ts';
import { createInstruments, isTelemetrySetUp, registerGauges } from '../telemetry/instruments.ts';
import { createConsoleLog, type Log } from '../telemetry/log.ts';
import { createObserver } from '../telemetry/observer.ts';
import { version } from '../version.ts';
import { redirectWixCalls, WIX_ORIGIN } from '../wix/redirect-wix-calls.ts';

const slot = processSlot<App>('app');

/** The endpoint of this process, created by the first caller. Without `log` it logs to the console. */
export function processApp(readConfig: () => Config, log?: Log): App {
  return (slot.value ??= startApp(readConfig(), log));
}

function startApp(config: Config, log = createConsoleLog(config.logLevel)): App {
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
