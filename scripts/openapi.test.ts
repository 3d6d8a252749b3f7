import { describe, expect, it } from 'vitest';
import type { Audience } from '../src/identity/identity.ts';
import { PROBLEMS } from '../src/endpoint/problem.ts';
import { projectInstance } from '../src/instances/project-instance.ts';
import { type DescribedResponse, follow, openapi, type Schema } from './openapi.ts';

/** An answer of Wix with every field that @wix/app-management has a type for. */
const EVERYTHING = {
  instance: {
    instanceId: 'instance',
    appName: 'App',
    appVersion: '1.0.0',
    isFree: false,
    billing: {
      packageName: 'Premium',
      billingCycle: 'YEARLY',
      timeStamp: '2026-03-01T09:30:00.000Z',
      expirationDate: '2027-03-01T09:30:00.000Z',
      autoRenewing: true,
      invoiceId: 'INV-1',
      source: '',
      freeTrialInfo: { status: 'ENDED', endDate: new Date(0) },
    },
    permissions: ['MANAGE_YOUR_APP'],
    availablePlans: [{ packageName: 'Premium', source: 'App' }],
    originInstanceId: 'other',
    isOriginSiteTemplate: false,
    copiedFromTemplate: true,
    freeTrialAvailable: false,
  },
  site: {
    siteDisplayName: 'Site',
    locale: 'en',
    paymentCurrency: 'USD',
    multilingual: {
      isMultiLingual: true,
      supportedLanguages: [
        {
          languageCode: 'en',
          locale: { languageCode: 'en', country: 'USA' },
          isPrimary: true,
          countryCode: 'USA',
          resolutionMethod: 'SUBDIRECTORY',
          isVisitorPrimary: true,
        },
      ],
    },
    url: 'https://site.example',
    description: 'A site',
    installedWixApps: ['stores'],
    ownerEmail: 'owner@owner.example',
    ownerInfo: { email: 'owner@owner.example', emailStatus: 'VERIFIED_OPT_IN' },
    siteId: 'site',
    siteUserType: 'Enterprise',
  },
};

/** Every field in a value, as `instance.billing.packageName`; a list is its items. */
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

describe('docs/openapi.yaml', () => {
  it.each<[Audience, string]>([
    ['visitor', 'VisitorAnswer'],
    ['collaborator', 'CollaboratorAnswer'],
  ])('describes what a %s may see, field by field', (audience, name) => {
    const seen = fieldsIn(projectInstance('instance', EVERYTHING, audience));
    expect(fieldsOf(schemaNamed(name)).sort()).toEqual(seen.sort());
  });

  it('closes every object, so that no field leaves unseen', () => {
    const open = Object.entries(openapi.components.schemas)
      .filter(([, { type }]) => type === 'object')
      .filter(([, { additionalProperties }]) => additionalProperties !== false);
    expect(open).toEqual([]);
  });

  it('names every error code, under its status', () => {
    const described = Object.values(openapi.components.responses).flatMap(codesOf);
    const made = Object.entries(PROBLEMS).map(([code, { status }]) => `${status} ${code}`);
    expect(described.sort()).toEqual(made.sort());
    expect(schemaNamed('Problem')).toHaveProperty('properties.code.enum', Object.keys(PROBLEMS));
  });
});

function codesOf({ content }: DescribedResponse): string[] {
  const parts = content?.['application/problem+json']?.schema['allOf'];
  return ((parts ?? []) as Schema[])
    .filter((part) => 'properties' in part)
    .flatMap((part) => {
      const { status, code } = part['properties'] as Record<'status' | 'code', Schema>;
      return (code['enum'] as string[]).map((one) => `${String(status['const'])} ${one}`);
    });
}
