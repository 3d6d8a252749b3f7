import { createCallLog, type CallLog } from './call-log.ts';
import type { AppCredentials } from '../development-app.ts';
import { createFaults, type Faults } from './faults.ts';
import { createInstances, type Instances } from '../instances/instances.ts';
import type { Latency } from './latency.ts';
import { mintToken, type MintedToken, type TokenOrder } from '../tokens/mint-token.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface Settings {
  /** Token-info returns `active`, `exp` and `iat` as strings, as Wix's reference shows them. */
  stringly: boolean;
  /** Token-info counts towards the limit of 200 requests a minute. Wix does not document whether it does. */
  tokenInfoCountsTowardsLimit: boolean;
}

/**
 * The complete state of the emulated Wix. The endpoints read it; the control API and in-process
 * tests change it.
 */
export interface World {
  readonly app: AppCredentials;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly random: () => number;
  readonly instances: Instances;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly rateLimit: RateLimit;
  readonly settings: Settings;
  latency: Latency;
  mintToken(order: TokenOrder): MintedToken;
  /**
   * Restores the initial state. Tokens minted before stay valid, because no state is kept of them.
   */
  reset(): void;
}

export interface WorldOptions extends Pick<World, 'app' | 'clock' | 'random' | 'latency'> {
  readonly tokenInfoCountsTowardsLimit: boolean;
}

export function createWorld(options: WorldOptions): World {
  const { app, clock, random, latency, tokenInfoCountsTowardsLimit } = options;
  const settings: Settings = { stringly: false, tokenInfoCountsTowardsLimit };
  const world: World = {
    app,
    clock,
    random,
    latency,
    instances: createInstances(),
    faults: createFaults(),
    calls: createCallLog(clock),
    rateLimit: createRateLimit(),
    settings: { ...settings },
    mintToken: (order) => mintToken(order, { app, now: clock(), random }),
    reset() {
      world.instances.reset();
      world.faults.clear();
      world.calls.clear();
      world.rateLimit.clear();
      Object.assign(world.settings, settings);
      world.latency = latency;
    },
  };
  return world;
}
