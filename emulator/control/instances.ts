import type { Context } from 'hono';

import { instanceIdOf } from '../instances/instance-id.ts';
import { knownNumber } from '../instances/instances.ts';
import type { World } from '../world/world.ts';
import type { ControlRoute } from './control-route.ts';
import { anyObject, fields, readBody } from './read-input.ts';

const instancePatch = fields({ instance: anyObject, site: anyObject });

function idOf(context: Context): string {
  return instanceIdOf(knownNumber(context.req.param('id') ?? ''));
}

function describe(world: World, instanceId: string): unknown {
  return {
    instanceId,
    removed: world.instances.isRemoved(instanceId),
    ...world.instances.find(instanceId),
  };
}

function change(context: Context, world: World, how: 'remove' | 'restore'): unknown {
  const id = idOf(context);
  world.instances[how](id);
  return describe(world, id);
}

export const INSTANCE_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_emulator/instances/:id',
    does: 'show an instance, by id or number',
    answer: (context, world) => describe(world, idOf(context)),
  },
  {
    method: 'PATCH',
    path: '/_emulator/instances/:id',
    does: 'change an instance or its site',
    async answer(context, world) {
      const id = idOf(context);
      world.instances.patch(id, await readBody(context, instancePatch));
      return describe(world, id);
    },
  },
  {
    method: 'DELETE',
    path: '/_emulator/instances/:id',
    does: 'remove the app from the site',
    answer: (context, world) => change(context, world, 'remove'),
  },
  {
    method: 'POST',
    path: '/_emulator/instances/:id/restore',
    does: 'undo changes and removal',
    answer: (context, world) => change(context, world, 'restore'),
  },
];
