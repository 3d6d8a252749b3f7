import type { Audience } from './identity.ts';
import { projectInstance } from './project-instance.ts';
import type { AppInstance } from './upstream.ts';

/** The bytes of an answer and what stands for them in `If-None-Match`. */
export interface Representation {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Strong, in quotes. */
  readonly etag: string;
}

export type Representations = Readonly<Record<Audience, Representation>>;

const encoder = new TextEncoder();

/** Makes the JSON of `value` once, so that no request has to. */
export function represent(value: unknown, digest: (text: string) => string): Representation {
  const json = JSON.stringify(value);
  return { body: encoder.encode(json), etag: `"${digest(json)}"` };
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
