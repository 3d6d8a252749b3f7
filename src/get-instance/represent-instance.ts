import type { Audience } from './identity.ts';
import { projectInstance } from './project-instance.ts';
import type { AppInstance } from './upstream.ts';

/** An answer's JSON and what stands for it in `If-None-Match`. */
export interface Representation {
  /** Text, not bytes: Node writes a string in one go with the headers, bytes separately after them. */
  readonly body: string;
  /** In bytes, as `Content-Length` has it. */
  readonly contentLength: string;
  /** Strong, in quotes. */
  readonly etag: string;
}

export type Representations = Readonly<Record<Audience, Representation>>;

const encoder = new TextEncoder();

/** Makes the JSON of `value` once, so that no request has to. */
export function represent(value: unknown, digest: (text: string) => string): Representation {
  const body = JSON.stringify(value);
  const contentLength = String(encoder.encode(body).byteLength);
  return { body, contentLength, etag: `"${digest(body)}"` };
}

/** All that is kept of Wix's answer: what may leave, and nothing else. */
export function representInstance(
  instanceId: string,
  answer: AppInstance,
  digest: (text: string) => string,
): Representations {
  return {
    visitor: represent(projectInstance(instanceId, answer, 'visitor'), digest),
    collaborator: represent(projectInstance(instanceId, answer, 'collaborator'), digest),
  };
}
