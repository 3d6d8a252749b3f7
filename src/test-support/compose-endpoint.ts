import { composeOn, type Runtime } from '../compose.ts';
import { readConfig } from '../config.ts';
import type { Observer } from '../endpoint/observer.ts';
import type { Reply } from '../endpoint/reply.ts';
import type { GetInstanceRequest } from '../endpoint/request.ts';
import type { WixCalls } from '../wix/wix-calls.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeWix } from './fake-wix.ts';
import { getInstanceRequest } from './get-instance-request.ts';
import { APP_ID, APP_SECRET, signInstance } from './sign-instance.ts';

/** The whole endpoint, without a host, on a fake Wix and a fake clock. */
export function composeEndpoint(
  options: {
    /** What Wix answers, where it is not healthy. */
    readonly answers?: Partial<WixCalls>;
    readonly environment?: Readonly<Record<string, string>>;
    readonly observer?: (runtime: Runtime) => Observer;
  } = {},
) {
  const clock = createFakeClock();
  const wix = createFakeWix(options.answers);
  const environment: Record<string, string> = {
    WIX_CLIENT_ID: APP_ID,
    WIX_CLIENT_SECRET: APP_SECRET,
    // A TTL cache allocates for all its entries at once, and properties compose many endpoints.
    INSTANCE_CACHE_MAX_ENTRIES: '1000',
    TOKEN_CACHE_MAX_ENTRIES: '1000',
    ...options.environment,
  };
  const kept: Promise<unknown>[] = [];
  const runtime: Runtime = { clock, random: () => 0.5, keepAlive: (work) => kept.push(work) };
  const config = readConfig((name) => environment[name]);
  const { handle, instances } = composeOn(wix, config, runtime, options.observer?.(runtime));
  const authorization = signInstance();
  return {
    clock,
    wix,
    instances,
    /** The work that was handed to `keepAlive`. */
    kept,
    /** Sends a request, with a signed instance unless told otherwise. */
    send: (changes: Partial<GetInstanceRequest> = {}) =>
      handle(getInstanceRequest({ authorization, ...changes })),
  };
}

export function headerOf({ headers }: Reply, name: string): string | undefined {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

export const jsonOf = ({ body }: Reply): any => JSON.parse(body ?? '');
