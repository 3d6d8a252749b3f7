/** The fields of the endpoint's answer that widgets use. The type of each has been checked. */
export interface InstanceData {
  readonly instanceId: string;
  readonly instance: {
    readonly appName: string;
    readonly isFree?: boolean;
    readonly billing?: {
      readonly packageName?: string;
      readonly billingCycle?: string;
      readonly expirationDate?: string;
      readonly autoRenewing?: boolean;
    };
  };
  readonly site?: {
    readonly siteDisplayName?: string;
    readonly url?: string;
  };
}

/** The result for a widget. Only `ready` has data. */
export type InstanceResult =
  | { readonly kind: 'ready'; readonly data: InstanceData }
  /** The endpoint refused the token. A retry would not help. */
  | { readonly kind: 'refused' }
  /** The endpoint did not answer, or its answer could not be read. */
  | { readonly kind: 'unavailable' };

const TEXT = 'string';
const FLAG = 'boolean';

/** Reads the known fields of an answer. Returns undefined if one has a wrong type, or if the id or the app name is missing. */
export function readInstanceData(text: string): InstanceData | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const { instanceId } = pick(body, { instanceId: TEXT });
    const { instance, site } = body as Record<string, unknown>;
    const known = pick(instance, { appName: TEXT, isFree: FLAG });
    if (!instanceId || !known.appName) return undefined;
    const { billing } = instance as Record<string, unknown>;
    return {
      instanceId,
      instance: {
        ...known,
        appName: known.appName,
        ...(billing != null && { billing: pick(billing, BILLING) }),
      },
      ...(site != null && { site: pick(site, SITE) }),
    };
  } catch {
    return undefined;
  }
}

const BILLING = {
  packageName: TEXT,
  billingCycle: TEXT,
  expirationDate: TEXT,
  autoRenewing: FLAG,
} as const;
const SITE = { siteDisplayName: TEXT, url: TEXT } as const;

type Picked<Fields> = {
  [Name in keyof Fields]?: Fields[Name] extends typeof TEXT ? string : boolean;
};

function pick<const Fields extends Record<string, typeof TEXT | typeof FLAG>>(
  from: unknown,
  fields: Fields,
): Picked<Fields> {
  if (typeof from !== 'object' || from === null) throw new TypeError('not an object');
  const picked: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(fields)) {
    const value = (from as Record<string, unknown>)[name];
    if (value == null) continue;
    if (typeof value !== type) throw new TypeError(name);
    picked[name] = value;
  }
  return picked as Picked<Fields>;
}
