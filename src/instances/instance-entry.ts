import type { Audience } from '../identity/identity.ts';
import type { AppInstance } from './instance-source.ts';
import { type JsonValue, mergeProjections, projectInstance } from './project-instance.ts';

/** The JSON of an answer, with its length and validator. */
export interface Representation {
  /** A string, not bytes: Node writes a string in one go with the headers. */
  readonly body: string;
  /** In bytes. */
  readonly contentLength: number;
  /** Strong, in quotes. */
  readonly etag: string;
}

/** What is cached of an instance: strings and numbers, projected. The upstream's answer is not kept. */
export interface InstanceEntry {
  readonly visitor: Representation;
  /**
   * JSON of what site collaborators see beyond it; undefined where there is nothing. They send one
   * request in thousands, so their whole answer is made on demand: it would take a third more memory.
   */
  readonly collaboratorOnly: string | undefined;
  readonly siteId: string | undefined;
}

export type Digest = (text: string) => string;

const encoder = new TextEncoder();

/** Serializes `value` once, so that no request has to. */
export function represent(value: unknown, digest: Digest): Representation {
  const body = JSON.stringify(value);
  return {
    body,
    contentLength: encoder.encode(body).byteLength,
    // `JSON.stringify` adds the quotes: unlike a template, it makes one flat string, which takes less memory.
    etag: JSON.stringify(digest(body)),
  };
}

export function createEntry(
  instanceId: string,
  answer: AppInstance,
  digest: Digest,
): InstanceEntry {
  const { visitor, collaboratorOnly } = projectInstance(instanceId, answer);
  const { siteId } = answer.site;
  return {
    visitor: represent(visitor, digest),
    collaboratorOnly: collaboratorOnly && JSON.stringify(collaboratorOnly),
    siteId: typeof siteId === 'string' ? siteId : undefined,
  };
}

/** The answer for one audience. */
export function representationFor(
  { visitor, collaboratorOnly }: InstanceEntry,
  audience: Audience,
  digest: Digest,
): Representation {
  if (audience === 'visitor' || collaboratorOnly === undefined) return visitor;
  return represent(mergeProjections(parse(visitor.body), parse(collaboratorOnly)), digest);
}

const parse = (json: string) => JSON.parse(json) as JsonValue;
