import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

import type { WixEndpoint } from './wix-endpoint.ts';
import { fail } from './fail.ts';
import type { Failure } from '../world/faults.ts';
import { drawLatencyMs } from '../world/latency.ts';
import { sendJson } from './send.ts';
import type { World } from '../world/world.ts';
import { waitMs } from './wait-ms.ts';

export type EmulatorEnv = { Bindings: HttpBindings };

/**
 * Answers one call of a Wix endpoint: reads it, counts it, delays it, then applies the fault or
 * answers.
 */
export async function answerWixCall(
  { req, env }: Context<EmulatorEnv>,
  world: World,
  { operation, readCall }: WixEndpoint,
): Promise<Response> {
  const call = readCall(world, {
    authorization: req.header('authorization'),
    contentType: req.header('content-type'),
    body: await req.text(),
  });
  const fault = world.faults.of(operation);
  world.calls.arrived(operation, call.instanceId);

  await waitMs(drawLatencyMs(world.latency, world.random) + (fault?.latencyMs ?? 0));

  env.outgoing.setHeader('x-wix-request-id', drawRequestId(world));
  const status =
    fault?.failure && applies(fault.failure, world)
      ? fail(fault.failure, call, env)
      : sendJson(env.outgoing, call.answer());
  world.calls.answered(operation, status);
  return RESPONSE_ALREADY_SENT;
}

function applies({ errorRate }: Failure, world: World): boolean {
  return world.random() < errorRate;
}

/** Wix's format: seconds, a dot, a long number. */
function drawRequestId(world: World): string {
  return `${Math.floor(world.clock() / 1000)}.${Math.floor(world.random() * 1e15)}`;
}
