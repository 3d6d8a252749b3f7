/** Instances 0 to 999,999 exist; no other does. */
export const INSTANCE_COUNT = 1_000_000;

const INSTANCE_PREFIX = 'a11ce5ed-0000-4000-8000-';
const SITE_PREFIX = '517e517e-0000-4000-8000-';
const OWNER_PREFIX = '0e4e0e4e-0000-4000-8000-';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The id of instance n. Throws a RangeError for a number that is no instance's. */
export function instanceIdOf(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n >= INSTANCE_COUNT) {
    throw new RangeError(`There are instances 0 to ${INSTANCE_COUNT - 1}, and no ${n}`);
  }
  return INSTANCE_PREFIX + n.toString(16).padStart(12, '0');
}

/** The way back from `instanceIdOf`; undefined for every other id. */
export function instanceNumberOf(id: string): number | undefined {
  const lower = id.toLowerCase();
  if (!isGuid(lower) || !lower.startsWith(INSTANCE_PREFIX)) return undefined;
  const n = Number.parseInt(lower.slice(INSTANCE_PREFIX.length), 16);
  return n < INSTANCE_COUNT ? n : undefined;
}

/** The site that an instance (any GUID, known or not) is installed on. */
export function siteIdOf(instanceId: string): string {
  return SITE_PREFIX + instanceId.slice(-12);
}

/** The Wix user who owns the site of an instance (any GUID, known or not). */
export function ownerIdOf(instanceId: string): string {
  return OWNER_PREFIX + instanceId.slice(-12);
}
