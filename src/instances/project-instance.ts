import type { Audience } from '../identity/identity.ts';
import type { AppInstance } from '../resilience/failure.ts';

/**
 * What may leave, and for whom. A field that is not named here never does, whatever Wix adds; nor
 * does a value of another shape than the one named.
 */
type Rule =
  | Audience
  /** An object, field by field. */
  | { readonly fields: Readonly<Record<string, Rule>> }
  /** A list whose items follow one rule. */
  | { readonly items: Rule };

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

/** The instance as one audience may see it, in the field names of Wix's `getAppInstance()`. */
export function projectInstance(
  instanceId: string,
  answer: AppInstance,
  audience: Audience,
): { instanceId: string; instance: unknown; site: unknown } {
  return {
    instanceId,
    instance: project(answer.instance, instanceRule, audience) ?? {},
    site: project(answer.site, siteRule, audience) ?? {},
  };
}

/** Undefined where nothing may be seen. */
function project(value: unknown, rule: Rule, audience: Audience): unknown {
  if (typeof rule === 'string') return maySee(audience, rule) ? scalar(value) : undefined;
  if ('items' in rule) return projectItems(value, rule.items, audience);
  return projectFields(value, rule.fields, audience);
}

function projectItems(value: unknown, rule: Rule, audience: Audience): unknown {
  if (!Array.isArray(value) || !anyVisible(rule, audience)) return undefined;
  return value.map((item) => project(item, rule, audience)).filter((item) => item !== undefined);
}

function projectFields(
  value: unknown,
  fields: Readonly<Record<string, Rule>>,
  audience: Audience,
): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const visible = Object.entries(fields)
    .filter(([name]) => Object.hasOwn(value, name))
    .map(([name, rule]) => [
      name,
      project((value as Record<string, unknown>)[name], rule, audience),
    ])
    .filter(([, seen]) => seen !== undefined);
  return visible.length > 0 ? Object.fromEntries(visible) : undefined;
}

function maySee(audience: Audience, rule: Audience): boolean {
  return rule === everyone || audience === collaborators;
}

/** An empty list says something, a list that one may not see must not show that it is there. */
function anyVisible(rule: Rule, audience: Audience): boolean {
  if (typeof rule === 'string') return maySee(audience, rule);
  if ('items' in rule) return anyVisible(rule.items, audience);
  return Object.values(rule.fields).some((field) => anyVisible(field, audience));
}

function scalar(value: unknown): string | number | boolean | null | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
