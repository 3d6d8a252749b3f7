import type { Context } from 'hono';

import type { World } from '../world/world.ts';

/** One call of the control API. The answer is sent as JSON. A thrown BadInput becomes a 400. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/_emulator/${string}`;
  /** Shown on the index page and in the 404. */
  readonly does: string;
  answer(context: Context, world: World): unknown;
}
