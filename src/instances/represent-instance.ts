import type { Audience } from '../identity/identity.ts';
import { projectInstance } from './project-instance.ts';
import { add, type Json, subtract } from './supplement.ts';
import type { AppInstance } from '../resilience/failure.ts';

/** An answer's JSON and what stands for it in `If-None-Match`. */
export interface Representation {
  /** Text, not bytes: Node writes a string in one go with the headers, bytes separately after them. */
  readonly body: string;
  /** In bytes. */
  readonly contentLength: number;
  /** Strong, in quotes. */
  readonly etag: string;
}

export type Representations = Readonly<Record<Audience, Representation>>;

const encoder = new TextEncoder();

/** Makes the JSON of `value` once, so that no request has to. */
export function represent(value: unknown, digest: (text: string) => string): Representation {
  const body = JSON.stringify(value);
  // `JSON.stringify` for the quotes: unlike `"${…}"`, it makes one string, and not a tree of three.
  return {
    body,
    contentLength: encoder.encode(body).byteLength,
    etag: JSON.stringify(digest(body)),
  };
}

/** All that is kept of Wix's answer: what may leave, and nothing else. */
export function representInstance(
  instanceId: string,
  answer: AppInstance,
  digest: (text: string) => string,
): Representations {
  const seenBy = (audience: Audience) => projectInstance(instanceId, answer, audience);
  const visitor = represent(seenBy('visitor'), digest);
  const whole = jsonOf(JSON.stringify(seenBy('collaborator')));
  const supplement = subtract(whole, jsonOf(visitor.body));
  return { visitor, collaborator: new Supplemented(visitor, supplement, digest) };
}

/**
 * Collaborators see what visitors do, and more. They are one request in thousands, so only the more is
 * kept for them: it saves a sixth of what an instance takes.
 */
class Supplemented implements Representation {
  readonly contentLength: number;
  readonly etag: string;
  readonly #base: Representation;
  readonly #supplement: string | undefined;

  constructor(
    base: Representation,
    supplement: Json | undefined,
    digest: (text: string) => string,
  ) {
    this.#base = base;
    this.#supplement = supplement === undefined ? undefined : JSON.stringify(supplement);
    const { contentLength, etag } = represent(this.#whole(), digest);
    this.contentLength = contentLength;
    this.etag = etag;
  }

  get body(): string {
    return JSON.stringify(this.#whole());
  }

  #whole(): Json {
    return add(jsonOf(this.#base.body), this.#supplement && jsonOf(this.#supplement));
  }
}

/** As a reader of the answer has it: without what JSON leaves out. */
function jsonOf(text: string): Json {
  return JSON.parse(text) as Json;
}
