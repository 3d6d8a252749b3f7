import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';

import type { WixEndpoint } from './endpoints/wix-endpoint.ts';
import { fail } from './fail.ts';
import type { Failure } from './faults.ts';
import { drawLatencyMs, waitMs } from './latency.ts';
import type { World } from './world.ts';

export type EmulatorEnv = { Bindings: HttpBindings };

/** One call of a Wix endpoint: understood, counted, delayed, then broken as told or answered. */
export async function answerWixCall(
  context: Context<EmulatorEnv>,
  world: World,
  endpoint: WixEndpoint,
): Promise<Response> {
  const { operation } = endpoint;
  const call = endpoint.readCall(world, {
    authorization: context.req.header('authorization'),
    contentType: context.req.header('content-type'),
    body: await context.req.text(),
  });
  const fault = world.faults.of(operation);
  world.calls.arrived(operation, call.instanceId);

  await waitMs(drawLatencyMs(world.latency, world.random) + (fault?.latencyMs ?? 0));

  const requestId = drawRequestId(world);
  if (fault?.failure && strikes(fault.failure, world)) {
    const { response, status } = fail(fault.failure, call, context.env, requestId);
    world.calls.answered(operation, status);
    return response;
  }
  const { status, body, headers } = call.answer();
  world.calls.answered(operation, status);
  return Response.json(body, { status, headers: { ...headers, 'x-wix-request-id': requestId } });
}

function strikes({ errorRate }: Failure, world: World): boolean {
  return world.random() < errorRate;
}

/** In the form of Wix's own: seconds, a dot, a long number. */
function drawRequestId(world: World): string {
  return `${Math.floor(world.clock() / 1000)}.${Math.floor(world.random() * 1e15)}`;
}
