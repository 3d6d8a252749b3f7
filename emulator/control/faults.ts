import type { Context } from 'hono';

import { FAULT_MODES } from '../world/faults.ts';
import { OPERATIONS, type Operation } from '../world/operations.ts';
import type { ControlRoute } from './control-route.ts';
import {
  fields,
  numberFrom,
  oneOf,
  readBody,
  string,
  strings,
  wholeNumberFrom,
} from './read-input.ts';

const faultOrder = fields({
  latencyMs: numberFrom(0, 600_000),
  errorRate: numberFrom(0, 1),
  mode: oneOf(FAULT_MODES),
  status: wholeNumberFrom(200, 599),
  retryAfterSeconds: wholeNumberFrom(0, 86_400),
  body: string,
  headers: strings,
});

function operationOf(context: Context): Operation {
  return oneOf(OPERATIONS)(context.req.param('operation'), 'The operation');
}

export const FAULT_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_emulator/faults',
    does: 'list the faults',
    answer: (_, world) => world.faults.list(),
  },
  {
    method: 'PUT',
    path: '/_emulator/faults/:operation',
    does: 'make an operation fail',
    answer: async (context, world) =>
      world.faults.set(operationOf(context), await readBody(context, faultOrder)),
  },
  {
    method: 'DELETE',
    path: '/_emulator/faults/:operation',
    does: 'clear the fault of an operation',
    answer(context, world) {
      world.faults.clear(operationOf(context));
      return world.faults.list();
    },
  },
  {
    method: 'DELETE',
    path: '/_emulator/faults',
    does: 'clear all faults',
    answer(_, world) {
      world.faults.clear();
      return world.faults.list();
    },
  },
];
