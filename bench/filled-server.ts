import { keepAlive } from '#keep-alive';
import { deriveAppInstance } from '../emulator/instances/derive-app-instance.ts';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { instanceIdOf, instanceNumberOf } from '../emulator/instances/instance-id.ts';
import { composeOn } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import type { AppInstance } from '../src/instances/instance-source.ts';
import { systemClock } from '../src/resilience/clock.ts';
import { createFakeWix } from '../src/test-support/fake-wix.ts';
import { getInstanceRequest } from '../src/test-support/get-instance-request.ts';
import { listenOnNode } from '../test/support/listen-on-node.ts';
import { mintSigned } from './mint-signed.ts';

/* The endpoint with ENTRIES cached instances, loaded from a fake Wix: through the SDK they take minutes. */

const entries = Number(process.env['ENTRIES']);
const { length: prefix } = 'app-token-';

const wix = createFakeWix({
  appToken: (instanceId) =>
    Promise.resolve({
      kind: 'answered',
      value: { token: `app-token-${instanceId}`, lifetimeMs: 14_400_000 },
    }),
  getAppInstance: (appToken) => {
    // Parsed from text, like an answer from the wire, so that instances share no objects.
    const json = JSON.stringify(deriveAppInstance(instanceNumberOf(appToken.slice(prefix)) ?? 0));
    return Promise.resolve({ kind: 'answered', value: JSON.parse(json) as AppInstance });
  },
});
const environment: Record<string, string> = {
  ...DEVELOPMENT_APP,
  ...(process.env as Record<string, string>),
};
const app = composeOn(
  wix,
  readConfig((name) => environment[name]),
  { clock: systemClock, random: Math.random, keepAlive },
);

for (let n = 0; n < entries; n++) {
  await app.handle(getInstanceRequest({ authorization: mintSigned(instanceIdOf(n)) }));
}
wix.calls.length = 0;

const { port } = await listenOnNode(app);
console.log(`answers at http://localhost:${port}/`);
