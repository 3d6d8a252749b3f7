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

/** As much of an OpenAPI document as ours uses. */
interface OpenApi {
  /** By path, then by method in lower case; `x-other-methods` stands for those not named. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const FILE = new URL('../docs/openapi.yaml', import.meta.url);

/** docs/openapi.yaml. */
export const openapi = parse(readFileSync(FILE, 'utf8')) as OpenApi;

/** What a `$ref` into the document points to; anything else as it is. */
export function follow<T>(node: Ref<T>): T {
  if (typeof node !== 'object' || node === null || !('$ref' in node)) return node;
  let target: unknown = openapi;
  for (const part of node.$ref.slice('#/'.length).split('/')) {
    target = (target as Readonly<Record<string, unknown>> | undefined)?.[part];
  }
  if (target === undefined) throw new Error(`docs/openapi.yaml: there is no ${node.$ref}`);
  return target as T;
}
