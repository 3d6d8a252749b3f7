import type { Context } from 'hono';

import type { World } from '../world/world.ts';

/** One call of the control API. Its answer is JSON; a BadInput that it throws is answered as a 400. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/_emulator/${string}`;
  /** For the index page and the 404. */
  readonly does: string;
  answer(context: Context, world: World): unknown;
}
