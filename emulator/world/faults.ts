import { BadInput } from '../bad-input.ts';
import { perOperation, type Operation } from './operations.ts';

/** The ways in which a call can fail. */
export const FAULT_MODES = [
  'status', // an error status (`status`, 500)
  'hang', // accepted and never answered
  'throttle', // 429 with `Retry-After`
  'html', // 200 with a page instead of JSON
  'half_body', // the connection closes in the middle of the body that Content-Length promised
  'half_json', // a complete response whose JSON ends in the middle
  'empty', // 200 without a body
  'redirect', // 302 to a path that answers 404
  'wrong_instance', // get_app_instance only: the data of another instance
  'reset', // the connection is reset
  'proxy', // a response of something in front of Wix: `status` (502), `headers` and `body` as they are
] as const;

export type FaultMode = (typeof FAULT_MODES)[number];

/** An order for a fault. `errorRate`, `status`, `body` or `headers` without a mode imply the mode `status`. */
export interface FaultOrder {
  /** Added to the emulator's latency, for every call. */
  latencyMs?: number;
  /** The share of calls that fail, 0 to 1. The default is 1. */
  errorRate?: number;
  mode?: FaultMode;
  status?: number;
  retryAfterSeconds?: number;
  /** The message of an error, or the page of `html`: a marker that tests search for. */
  body?: string;
  /** Added to the response of the modes `status` and `proxy`. */
  headers?: Readonly<Record<string, string>>;
}

export interface Fault {
  readonly latencyMs: number;
  /** Null for a fault that only adds latency. */
  readonly failure: Failure | null;
}

export interface Failure {
  readonly mode: FaultMode;
  readonly errorRate: number;
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** At most one fault per operation. A new fault replaces the previous one. */
export interface Faults {
  of(operation: Operation): Fault | null;
  /** Throws BadInput when the mode does not fit the operation, or when the order has no effect. */
  set(operation: Operation, order: FaultOrder): Fault;
  /** Clears all faults when no operation is given. */
  clear(operation?: Operation): void;
  list(): Record<Operation, Fault | null>;
}

export function createFaults(): Faults {
  const faults = new Map<Operation, Fault>();
  return {
    of: (operation) => faults.get(operation) ?? null,
    set(operation, order) {
      const fault = readOrder(operation, order);
      faults.set(operation, fault);
      return fault;
    },
    clear(operation) {
      if (operation === undefined) faults.clear();
      else faults.delete(operation);
    },
    list: () => perOperation((operation) => faults.get(operation) ?? null),
  };
}

function readOrder(operation: Operation, order: FaultOrder): Fault {
  const { latencyMs, errorRate, mode, status, retryAfterSeconds, body, headers } = order;
  const failing = [mode, errorRate, status, body, headers].some((part) => part !== undefined);
  if (latencyMs === undefined && !failing) {
    throw new BadInput('A fault requires latencyMs, mode or errorRate, as in {"mode":"hang"}');
  }
  if (mode === 'wrong_instance' && operation !== 'get_app_instance') {
    throw new BadInput(
      `The mode wrong_instance applies to get_app_instance only, not to ${operation}`,
    );
  }
  const failure: Failure = {
    mode: mode ?? 'status',
    errorRate: errorRate ?? 1,
    status: status ?? (mode === 'proxy' ? 502 : 500),
    retryAfterSeconds: retryAfterSeconds ?? 30,
    body: body ?? 'A fault of the Wix emulator',
    headers: headers ?? {},
  };
  return { latencyMs: latencyMs ?? 0, failure: failing ? failure : null };
}
