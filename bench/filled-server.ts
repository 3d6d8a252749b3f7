import { keepAlive } from '#keep-alive';
import { deriveAppInstance } from '../emulator/instances/derive-app-instance.ts';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { instanceIdOf, instanceNumberOf } from '../emulator/instances/instance-id.ts';
import { composeOn } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { systemClock } from '../src/resilience/clock.ts';
import type { AppInstance } from '../src/resilience/failure.ts';
import { createFakeUpstream } from '../src/test-support/fake-upstream.ts';
import { listenOnNode } from '../test/support/listen-on-node.ts';
import { mintSigned } from './mint-signed.ts';

/*
 * The endpoint with ENTRIES instances in its cache. It fills the cache in-process, because that
 * takes minutes through Wix's SDK.
 */

const entries = Number(process.env['ENTRIES']);
const { length: prefix } = 'app-token-';

const upstream = createFakeUpstream({
  appToken: (instanceId) =>
    Promise.resolve({
      kind: 'answered',
      value: { token: `app-token-${instanceId}`, lifetimeMs: 14_400_000 },
    }),
  getAppInstance: (_instanceId, appToken) => {
    // Parsed from JSON, as a response is, so that instances share no objects.
    const json = JSON.stringify(deriveAppInstance(instanceNumberOf(appToken.slice(prefix)) ?? 0));
    return Promise.resolve({ kind: 'answered', value: JSON.parse(json) as AppInstance });
  },
});
const environment: Record<string, string> = {
  ...DEVELOPMENT_APP,
  ...(process.env as Record<string, string>),
};
const app = composeOn(
  upstream,
  readConfig((name) => environment[name]),
  { clock: systemClock, random: Math.random, keepAlive },
);

for (let n = 0; n < entries; n++) {
  await app.handle({
    method: 'GET',
    query: '',
    authorization: mintSigned(instanceIdOf(n)),
    ifNoneMatch: undefined,
    traceparent: undefined,
    accessControlRequestHeaders: undefined,
  });
}
upstream.calls.length = 0;

const { port } = await listenOnNode(app);
console.log(`answers at http://localhost:${port}/`);
