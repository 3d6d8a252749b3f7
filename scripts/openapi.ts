import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Schema = Readonly<Record<string, unknown>>;
export type Ref<T> = T | { readonly $ref: string };

export interface DescribedHeader {
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface DescribedResponse {
  readonly headers?: Readonly<Record<string, Ref<DescribedHeader>>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Operation {
  readonly responses: Readonly<Record<string, Ref<DescribedResponse>>>;
}

/** The parts of OpenAPI that our document uses. */
interface OpenApi {
  /** By path, then by method in lower case. `x-other-methods` covers the others. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const FILE = new URL('../docs/openapi.yaml', import.meta.url);

/** The parsed docs/openapi.yaml. */
export const openapi = parse(readFileSync(FILE, 'utf8')) as OpenApi;

/** Returns the target of a `$ref`, and any other node unchanged. */
export function follow<T>(node: Ref<T>): T {
  if (typeof node !== 'object' || node === null || !('$ref' in node)) return node;
  let target: unknown = openapi;
  for (const part of node.$ref.slice('#/'.length).split('/')) {
    target = (target as Readonly<Record<string, unknown>> | undefined)?.[part];
  }
  if (target === undefined) throw new Error(`docs/openapi.yaml has no ${node.$ref}`);
  return target as T;
}
