import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

import type { WixCall } from './endpoints/wix-endpoint.ts';
import type { Failure } from './faults.ts';
import { INSTANCE_COUNT, instanceIdOf, instanceNumberOf } from './instance-id.ts';

/** What went out: `none` where no whole response did. */
export interface Failed {
  readonly response: Response;
  readonly status: number | 'none';
}

/** Fails a call in the way that was ordered. */
export function fail(
  failure: Failure,
  call: WixCall,
  { incoming, outgoing }: HttpBindings,
  requestId: string,
): Failed {
  const id = { 'x-wix-request-id': requestId };
  switch (failure.mode) {
    case 'status':
      return whole(Response.json(errorBody(failure), { status: failure.status, headers: id }));
    case 'throttle': {
      const headers = { ...id, 'Retry-After': String(failure.retryAfterSeconds) };
      return whole(Response.json(errorBody(failure), { status: 429, headers }));
    }
    case 'html': {
      const page = `<!doctype html><title>Wix</title><p>${failure.body}</p>`;
      return whole(
        new Response(page, { headers: { ...id, 'Content-Type': 'text/html; charset=utf-8' } }),
      );
    }
    case 'half_json': {
      const { status, body } = call.answer();
      const json = JSON.stringify(body);
      const headers = { ...id, 'Content-Type': 'application/json' };
      return whole(new Response(json.slice(0, json.length / 2), { status, headers }));
    }
    case 'empty':
      return whole(new Response(null, { headers: { ...id, 'Content-Type': 'application/json' } }));
    case 'redirect':
      return whole(
        new Response(null, { status: 302, headers: { ...id, Location: '/moved-by-the-emulator' } }),
      );
    case 'wrong_instance': {
      const { status, body } = call.answer(neighbourOf(call.instanceId));
      return whole(Response.json(body, { status, headers: id }));
    }
    case 'half_body': {
      const { status, body } = call.answer();
      const json = Buffer.from(JSON.stringify(body));
      outgoing.writeHead(status, {
        ...id,
        'Content-Type': 'application/json',
        'Content-Length': json.length,
      });
      outgoing.write(json.subarray(0, json.length / 2), () => incoming.socket.destroy());
      return { response: RESPONSE_ALREADY_SENT, status: 'none' };
    }
    case 'reset':
      incoming.socket.resetAndDestroy();
      return { response: RESPONSE_ALREADY_SENT, status: 'none' };
    case 'hang':
      // Nothing ever ends `outgoing`: the caller has to give up, or the emulator to close.
      return { response: RESPONSE_ALREADY_SENT, status: 'none' };
  }
}

function whole(response: Response): Failed {
  return { response, status: response.status };
}

function errorBody({ body }: Failure): unknown {
  return {
    message: body,
    details: { applicationError: { code: 'EMULATED_FAULT', description: body } },
  };
}

function neighbourOf(instanceId = ''): string {
  return instanceIdOf(((instanceNumberOf(instanceId) ?? 0) + 1) % INSTANCE_COUNT);
}
