import {
  type DescribedResponse as Response,
  follow,
  openapi,
  type Schema,
} from '../../../scripts/openapi.ts';
import type {
  DescribedAnswers,
  DescribedFields,
  DescribedResponse,
  DescribedResponses,
} from '../../answers/described-answers.ts';

const PATH = '/api/get-instance';
/** By method in docs/openapi.yaml; the last one describes the methods that are refused. */
const METHODS = { GET: 'get', HEAD: 'head', OPTIONS: 'options', '*': 'x-other-methods' } as const;
const BODIES = { visitor: 'VisitorAnswer', editor: 'CollaboratorAnswer' } as const;

/** The part of docs/openapi.yaml that k6 scripts judge answers by, in the variables that they read it from. */
export function describedEnvironment(): Record<string, string> {
  return {
    LOAD_DESCRIBED_ANSWERS: JSON.stringify(describeAnswers()),
    LOAD_DESCRIBED_RESPONSES: JSON.stringify(describeResponses()),
  };
}

export function describeAnswers(): DescribedAnswers {
  const bodies = { visitor: fieldsOf(BODIES.visitor), editor: fieldsOf(BODIES.editor) };
  return {
    problems: problemsIn(responsesOf(METHODS.GET)),
    bodies,
    listsOfEditors: listsOfEditors(bodies.visitor),
  };
}

export function describeResponses(): DescribedResponses {
  return Object.fromEntries(
    Object.entries(METHODS).map(([method, name]) => [method, responsesOf(name)]),
  );
}

function responsesOf(method: string): Record<string, DescribedResponse> {
  const operation = openapi.paths[PATH]?.[method];
  if (!operation) throw new Error(`docs/openapi.yaml does not describe ${method} ${PATH}`);
  return Object.fromEntries(
    Object.entries(operation.responses).map(([status, response]) => [
      status,
      describe(follow(response)),
    ]),
  );
}

function describe({ headers = {}, content = {} }: Response): DescribedResponse {
  const [contentType] = Object.keys(content);
  const codes = contentType === undefined ? [] : codesIn(content[contentType]?.schema);
  return {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, header]) => {
        const { required = false, schema } = follow(header);
        return [name.toLowerCase(), { required, pattern: patternOf(schema) }];
      }),
    ),
    ...(contentType !== undefined && { contentType }),
    ...(codes.length > 0 && { codes }),
  };
}

function patternOf({ const: value, pattern, type }: Schema): string {
  if (typeof value === 'string' || typeof value === 'number') {
    return `^${String(value).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
  }
  if (typeof pattern === 'string') return pattern;
  return type === 'integer' ? '^-?\\d+$' : '';
}

/** The codes that a problem's schema adds to the general one. */
function codesIn(schema: Schema | undefined): string[] {
  const parts = (schema?.['allOf'] ?? []) as readonly Schema[];
  return parts.flatMap((part) => {
    const { code } = (part['properties'] ?? {}) as { code?: { enum?: string[] } };
    return code?.enum ?? [];
  });
}

function problemsIn(responses: Readonly<Record<string, DescribedResponse>>) {
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, { codes = [] }]) =>
      codes.map((code) => [code, Number(status)] as const),
    ),
  );
}

function schemaNamed(name: string): Schema {
  return follow<Schema>({ $ref: `#/components/schemas/${name}` });
}

function propertiesOf(schema: Schema): [string, Schema][] {
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(
    ([name, property]) => [name, follow(property)],
  );
}

function fieldsOf(name: string): DescribedFields {
  return fieldsIn(schemaNamed(name)) ?? {};
}

function fieldsIn(schema: Schema): DescribedFields | null {
  const { items } = schema;
  if (items !== undefined) return fieldsIn(follow(items as Schema));
  const properties = propertiesOf(schema);
  if (properties.length === 0) return null;
  return Object.fromEntries(properties.map(([name, property]) => [name, fieldsIn(property)]));
}

function listsOfEditors(visitor: DescribedFields): string[][] {
  return propertiesOf(schemaNamed(BODIES.editor)).flatMap(([part, schema]) =>
    propertiesOf(schema)
      .filter(([name, { type }]) => type === 'array' && visitor[part]?.[name] === undefined)
      .map(([name]) => [part, name]),
  );
}
