import { instanceIdOf } from '../instances/instance-id.ts';
import { knownNumber } from '../instances/instances.ts';
import type { ControlRoute } from './control-route.ts';

export const CALL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_emulator/calls',
    does: 'report the calls; ?instance= for one instance',
    answer(context, world) {
      const instance = context.req.query('instance');
      if (instance === undefined) return world.calls.report();
      return world.calls.of(instanceIdOf(knownNumber(instance)));
    },
  },
  {
    method: 'DELETE',
    path: '/_emulator/calls',
    does: 'reset the counts',
    answer(_, world) {
      world.calls.clear();
      return world.calls.report();
    },
  },
];
