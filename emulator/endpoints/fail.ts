import type { HttpBindings } from '@hono/node-server';

import type { WixCall } from './wix-endpoint.ts';
import type { Failure } from '../world/faults.ts';
import { INSTANCE_COUNT, instanceIdOf, instanceNumberOf } from '../instances/instance-id.ts';
import { send, sendJson } from './send.ts';

/**
 * Fails a call in the given mode. Returns the status sent, or `none` when no complete response was
 * sent.
 */
export function fail(
  failure: Failure,
  call: WixCall,
  { incoming, outgoing }: HttpBindings,
): number | 'none' {
  switch (failure.mode) {
    case 'status':
      return sendJson(outgoing, {
        status: failure.status,
        body: errorBody(failure),
        headers: failure.headers,
      });
    case 'proxy':
      return send(outgoing, failure.status, failure.body, failure.headers);
    case 'throttle': {
      const headers = { 'Retry-After': String(failure.retryAfterSeconds) };
      return sendJson(outgoing, { status: 429, body: errorBody(failure), headers });
    }
    case 'html': {
      const page = `<!doctype html><title>Wix</title><p>${failure.body}</p>`;
      return send(outgoing, 200, page, { 'Content-Type': 'text/html; charset=utf-8' });
    }
    case 'half_json': {
      const { status, body } = call.answer();
      const json = JSON.stringify(body);
      return send(outgoing, status, json.slice(0, json.length / 2));
    }
    case 'empty':
      return send(outgoing, 200, '');
    case 'redirect':
      return send(outgoing, 302, '', { Location: '/moved-by-the-emulator' });
    case 'wrong_instance':
      return sendJson(outgoing, call.answer(neighbourOf(call.instanceId)));
    case 'half_body': {
      const { status, body } = call.answer();
      const json = Buffer.from(JSON.stringify(body));
      outgoing.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': json.length,
      });
      outgoing.write(json.subarray(0, json.length / 2), () => incoming.socket.destroy());
      return 'none';
    }
    case 'reset':
      incoming.socket.resetAndDestroy();
      return 'none';
    case 'hang':
      // `outgoing` stays open until the caller gives up or the emulator closes.
      return 'none';
  }
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
