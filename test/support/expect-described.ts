import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type DescribedResponse, follow, openapi, type Schema } from '../../scripts/openapi.ts';

/** One response as received. */
export interface Answer {
  readonly method: string;
  /** Including the query, which determines the response's schema. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | undefined;
  /** The caller's audience. Without it, a collaborator's answer is accepted for any caller. */
  readonly audience?: 'visitor' | 'collaborator' | undefined;
}

/** Headers that Node and HTTP add, or that the description's `content` covers. */
const NOT_OURS = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

const ANSWER_FOR = { visitor: 'VisitorAnswer', collaborator: 'CollaboratorAnswer' } as const;

const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
addFormats.default(ajv);
// `components` is only the target of `$ref`s.
ajv.addVocabulary(['components', 'x-extensible-enum']);
const validators = new WeakMap<Schema, ValidateFunction>();

/** Throws an error that lists every difference between `answer` and docs/openapi.yaml. */
export function expectDescribed(answer: Answer): void {
  const found = faults(answer);
  if (found.length === 0) return;
  throw new Error(
    `${answer.method} ${answer.path} answered ${answer.status}, not as docs/openapi.yaml describes it:\n` +
      found.map((fault) => `- ${fault}`).join('\n'),
  );
}

function faults(answer: Answer): string[] {
  const { pathname } = new URL(answer.path, 'http://localhost');
  const path = openapi.paths[pathname];
  if (!path) return [`path ${pathname}: not described`];
  const operation = path[answer.method.toLowerCase()] ?? path['x-other-methods'];
  if (!operation) return [`method ${answer.method}: not described`];
  const ref = operation.responses[String(answer.status)];
  if (!ref) {
    return [
      `status ${answer.status}: not described, only ${Object.keys(operation.responses).join()}`,
    ];
  }
  const response = follow(ref);
  const headers = headersOf(answer);
  return [...headerFaults(response, headers), ...contentFaults(response, headers, answer)];
}

function headerFaults(response: DescribedResponse, headers: ReadonlyMap<string, string>): string[] {
  const expected = new Map(
    Object.entries(response.headers ?? {}).map(([name, header]) => [
      name.toLowerCase(),
      follow(header),
    ]),
  );
  const missing = [...expected]
    .filter(([name, { required }]) => required === true && !headers.has(name))
    .map(([name]) => `header ${name}: missing`);
  const wrong = [...headers]
    .filter(([name]) => !NOT_OURS.has(name))
    .flatMap(([name, text]) => {
      const header = expected.get(name);
      if (!header) return [`header ${name}: not described`];
      const isWhole = header.schema['type'] === 'integer' && /^-?\d+$/.test(text);
      return schemaFaults(header.schema, isWhole ? Number(text) : text, `header ${name}`);
    });
  return [...missing, ...wrong];
}

function contentFaults(
  { content }: DescribedResponse,
  headers: ReadonlyMap<string, string>,
  answer: Answer,
): string[] {
  const type = headers.get('content-type');
  const body = answer.body ?? '';
  if (!content) {
    const faults = body === '' ? [] : ['body: there is one, and none is described'];
    return type === undefined ? faults : [...faults, `header content-type: ${type} of no body`];
  }
  const media = type === undefined ? undefined : content[type];
  if (!media) {
    const types = Object.keys(content).join();
    return [`header content-type: ${type ?? 'missing'}, and only ${types} is described`];
  }
  if (answer.method === 'HEAD') return body === '' ? [] : ['body: there is one, to a HEAD'];
  if (!/\bjson\b/.test(type ?? '')) return schemaFaults(media.schema, body, 'body');
  const value = parseJson(body);
  if (value === undefined) return ['body: not JSON'];
  const [fewest = []] = candidates(media.schema, answer)
    .map((schema) => schemaFaults(schema, value, bodyAs(schema)))
    .sort((one, other) => one.length - other.length);
  return fewest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyAs({ $ref }: Schema): string {
  return typeof $ref === 'string' ? `body (${$ref.replace(/.*\//, '')})` : 'body';
}

/** The schemas that this answer may have: exactly one, if audience and query are known. */
function candidates(schema: Schema, { path, audience }: Answer): readonly Schema[] {
  if (!Array.isArray(schema['anyOf'])) return [schema];
  const choices = schema['anyOf'] as Schema[];
  const onlyId = new URL(path, 'http://localhost').searchParams.get('fields') === 'instanceId';
  const name = onlyId ? 'InstanceIdAnswer' : audience && ANSWER_FOR[audience];
  if (name === undefined) return choices;
  const $ref = `#/components/schemas/${name}`;
  const pinned = choices.filter((choice) => choice['$ref'] === $ref);
  if (pinned.length === 0) throw new Error(`docs/openapi.yaml: no answer may be ${$ref}`);
  return pinned;
}

function schemaFaults(schema: Schema, value: unknown, where: string): string[] {
  const validate =
    validators.get(schema) ?? ajv.compile({ ...schema, components: openapi.components });
  validators.set(schema, validate);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => tell(error, where));
}

function tell({ instancePath, keyword, message, params, data }: ErrorObject, at: string): string {
  const where = instancePath === '' ? at : `${at} ${instancePath}`;
  if (keyword === 'additionalProperties') {
    return `${at} ${instancePath}/${String(params['additionalProperty'])}: not described`;
  }
  const wanted: unknown = params['allowedValue'] ?? params['allowedValues'];
  const rule = wanted === undefined ? '' : `: ${JSON.stringify(wanted)}`;
  const got = typeof data === 'object' && data !== null ? '' : `, not ${JSON.stringify(data)}`;
  return `${where}: ${message ?? keyword}${rule}${got}`;
}

function headersOf({ headers }: Answer): ReadonlyMap<string, string> {
  const pairs = headers instanceof Headers ? [...headers] : Object.entries(headers);
  return new Map(
    pairs.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')] as const],
    ),
  );
}
