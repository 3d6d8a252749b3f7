import { describe, expect, test } from 'vitest';
import { type ErrorCode, isUpstreamError, type Refusal } from '../src/endpoint/outcome.ts';
import { PROBLEMS, problemJson } from '../src/endpoint/problem.ts';
import type { Audience } from '../src/identity/identity.ts';
import { createEntry, representationFor } from '../src/instances/instance-entry.ts';
import { FULL_APP_INSTANCE } from '../src/test-support/full-app-instance.ts';
import { type DescribedResponse, follow, openapi, type Schema } from './openapi.ts';

/** The path of every scalar, as `instance.billing.packageName`. The path of a list is that of its items. */
function fieldsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (typeof value !== 'object' || value === null) return [''];
  return Object.entries(value).flatMap(([name, field]) => under(name, fieldsIn(field)));
}

function fieldsOf(schema: Schema): string[] {
  const { type, items, properties } = follow(schema);
  if (type === 'array') return fieldsOf(items as Schema);
  if (type !== 'object') return [''];
  return Object.entries(properties as Readonly<Record<string, Schema>>).flatMap(([name, field]) =>
    under(name, fieldsOf(field)),
  );
}

function under(name: string, fields: readonly string[]): string[] {
  return fields.map((field) => (field === '' ? name : `${name}.${field}`));
}

function schemaNamed(name: string): Schema {
  return follow<Schema>({ $ref: `#/components/schemas/${name}` });
}

const digest = (text: string) => text;

describe('docs/openapi.yaml', () => {
  test.each<[Audience, string]>([
    ['visitor', 'VisitorAnswer'],
    ['collaborator', 'CollaboratorAnswer'],
  ])('describes every field that a %s may see, and no other', (audience, name) => {
    const entry = createEntry('i-1', FULL_APP_INSTANCE, digest);
    const seen = fieldsIn(JSON.parse(representationFor(entry, audience, digest).body));
    expect(fieldsOf(schemaNamed(name)).sort()).toEqual(seen.sort());
  });

  test('allows no undescribed field in any object', () => {
    const open = Object.entries(openapi.components.schemas)
      .filter(([, { type }]) => type === 'object')
      .filter(([, { additionalProperties }]) => additionalProperties !== false);
    expect(open).toEqual([]);
  });

  test('describes every error code under its status', () => {
    const described = Object.values(openapi.components.responses).flatMap(codesOf);
    const made = Object.entries(PROBLEMS).map(([code, { status }]) => `${status} ${code}`);
    expect(described.sort()).toEqual(made.sort());
    expect(schemaNamed('Problem')).toHaveProperty('properties.code.enum', Object.keys(PROBLEMS));
  });

  test.each(Object.entries(openapi.components.responses).flatMap(exampleOf))(
    'has an example of %s that is an answer of the endpoint',
    (_, example) => {
      const { code, traceId } = example;
      // Other errors have the same detail at each stage.
      const stages = isUpstreamError(code) ? ['verify_token', 'find_instance'] : ['method'];
      const answers: unknown[] = stages.map((stage) =>
        JSON.parse(problemJson({ kind: 'refused', stage, code } as Refusal, traceId)),
      );
      expect(answers).toContainEqual(example);
    },
  );
});

interface Example {
  readonly code: ErrorCode;
  readonly traceId: string;
}

function exampleOf([name, { content }]: [string, DescribedResponse]): [string, Example][] {
  const media = content?.['application/problem+json'] as { readonly example: Example } | undefined;
  return media ? [[name, media.example]] : [];
}

function codesOf({ content }: DescribedResponse): string[] {
  const parts = content?.['application/problem+json']?.schema['allOf'];
  return ((parts ?? []) as Schema[])
    .filter((part) => 'properties' in part)
    .flatMap((part) => {
      const { status, code } = part['properties'] as Record<'status' | 'code', Schema>;
      return (code['enum'] as string[]).map((one) => `${String(status['const'])} ${one}`);
    });
}
