import type { Audience } from '../identity/identity.ts';
import type { AppInstance } from './instance-source.ts';

/**
 * An allow-list of fields, by audience. A field that is not named here never leaves, whatever Wix adds.
 * Neither does a value of another shape than the named one.
 */
type Rule = Audience | Fields<Rule> | List;

interface Fields<R> {
  readonly fields: Readonly<Record<string, R>>;
}

/** All parts of a list have one audience: two half-visible lists could not be merged. */
type List = ListFor<'visitor'> | ListFor<'collaborator'>;
interface ListFor<A extends Audience> {
  readonly items: RuleFor<A>;
}
type RuleFor<A extends Audience> = A | Fields<RuleFor<A>> | ListFor<A>;

const everyone = 'visitor';
const collaborators = 'collaborator';

const instanceRule: Rule = {
  fields: {
    appName: everyone,
    appVersion: everyone,
    isFree: everyone,
    freeTrialAvailable: everyone,
    billing: {
      fields: {
        packageName: everyone,
        billingCycle: collaborators,
        timeStamp: collaborators,
        expirationDate: collaborators,
        autoRenewing: collaborators,
        source: collaborators,
        freeTrialInfo: { fields: { status: collaborators, endDate: collaborators } },
      },
    },
    permissions: { items: collaborators },
    availablePlans: { items: { fields: { packageName: collaborators, source: collaborators } } },
    originInstanceId: collaborators,
    isOriginSiteTemplate: collaborators,
    copiedFromTemplate: collaborators,
  },
};

const siteRule: Rule = {
  fields: {
    siteId: everyone,
    url: everyone,
    siteDisplayName: everyone,
    description: everyone,
    locale: everyone,
    paymentCurrency: everyone,
    multilingual: {
      fields: {
        isMultiLingual: everyone,
        supportedLanguages: {
          items: {
            fields: {
              languageCode: everyone,
              locale: { fields: { languageCode: everyone, country: everyone } },
              isPrimary: everyone,
              countryCode: everyone,
              resolutionMethod: everyone,
              isVisitorPrimary: everyone,
            },
          },
        },
      },
    },
    installedWixApps: { items: collaborators },
    siteUserType: collaborators,
  },
};

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

interface JsonObject {
  readonly [name: string]: JsonValue;
}

export interface Projection {
  /** What everyone may see, in the field names of Wix's `getAppInstance()`. */
  readonly visitor: JsonObject;
  /** What site collaborators see beyond it; undefined where there is nothing. */
  readonly collaboratorOnly: JsonObject | undefined;
}

/** Splits an answer by audience. `mergeProjections` puts the collaborators' view together. */
export function projectInstance(instanceId: string, { instance, site }: AppInstance): Projection {
  return {
    visitor: {
      instanceId,
      instance: project(instance, instanceRule, everyone) ?? {},
      site: project(site, siteRule, everyone) ?? {},
    },
    collaboratorOnly: definedFields([
      ['instance', project(instance, instanceRule, collaborators)],
      ['site', project(site, siteRule, collaborators)],
    ]),
  };
}

/** Merges objects field by field. Of any other two values it takes `more`. */
export function mergeProjections(base: JsonValue, more: JsonValue): JsonValue {
  if (!isObject(base) || !isObject(more)) return more;
  const merged = Object.entries(more).map(([name, value]) => {
    const inBase = Object.hasOwn(base, name) ? base[name] : undefined;
    return [name, inBase === undefined ? value : mergeProjections(inBase, value)] as const;
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}

/** The part of `value` for exactly this audience; undefined where there is none. */
function project(value: unknown, rule: Rule, audience: Audience): JsonValue | undefined {
  if (typeof rule === 'string') return rule === audience ? scalar(value) : undefined;
  if ('items' in rule) return projectItems(value, rule, audience);
  if (typeof value !== 'object' || value === null) return undefined;
  return definedFields(
    Object.entries(rule.fields)
      .filter(([name]) => Object.hasOwn(value, name))
      .map(([name, field]) => [name, project((value as JsonObject)[name], field, audience)]),
  );
}

function projectItems(value: unknown, { items }: List, audience: Audience): JsonValue | undefined {
  // An empty list is visible; a list for the other audience must not show that it exists.
  if (!Array.isArray(value) || audienceOf(items) !== audience) return undefined;
  return value.map((item) => project(item, items, audience)).filter((item) => item !== undefined);
}

function audienceOf(rule: List['items']): Audience | undefined {
  if (typeof rule === 'string') return rule;
  const parts: readonly List['items'][] =
    'items' in rule ? [rule.items] : Object.values<List['items']>(rule.fields);
  return parts[0] && audienceOf(parts[0]);
}

function definedFields(
  fields: readonly (readonly [string, JsonValue | undefined])[],
): JsonObject | undefined {
  const defined = fields.filter((field): field is [string, JsonValue] => field[1] !== undefined);
  return defined.length > 0 ? Object.fromEntries(defined) : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalar(value: unknown): string | number | boolean | null | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
