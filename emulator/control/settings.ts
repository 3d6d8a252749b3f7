import type { ControlRoute } from './control-route.ts';
import { boolean, fields, numberFrom, readBody } from './read-input.ts';

const latency = fields({ medianMs: numberFrom(0, 60_000), sigma: numberFrom(0, 3) });
const settings = fields({ stringly: boolean, tokenInfoCountsTowardsLimit: boolean });

export const SETTING_ROUTES: readonly ControlRoute[] = [
  {
    method: 'PUT',
    path: '/_emulator/latency',
    does: 'set the latency of every call',
    async answer(context, world) {
      world.latency = { ...world.latency, ...(await readBody(context, latency)) };
      return world.latency;
    },
  },
  {
    method: 'PUT',
    path: '/_emulator/settings',
    does: 'make token-info answer with strings (stringly), or count it towards the limit (tokenInfoCountsTowardsLimit)',
    answer: async (context, world) =>
      Object.assign(world.settings, await readBody(context, settings)),
  },
  {
    method: 'POST',
    path: '/_emulator/reset',
    does: 'restore the initial state',
    answer(_, world) {
      world.reset();
      return { reset: true };
    },
  },
];
