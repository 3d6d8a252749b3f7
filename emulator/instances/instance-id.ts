/** Instances 0 to 999,999 exist. */
export const INSTANCE_COUNT = 1_000_000;

const INSTANCE_PREFIX = 'a11ce5ed-0000-4000-8000-';
const SITE_PREFIX = '517e517e-0000-4000-8000-';
const OWNER_PREFIX = '0e4e0e4e-0000-4000-8000-';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The id of instance n. Throws a RangeError when n is out of range. */
export function instanceIdOf(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n >= INSTANCE_COUNT) {
    throw new RangeError(`Instance ${n} does not exist: instances are 0 to ${INSTANCE_COUNT - 1}`);
  }
  return INSTANCE_PREFIX + n.toString(16).padStart(12, '0');
}

/** The inverse of `instanceIdOf`. Returns undefined for any other id. */
export function instanceNumberOf(id: string): number | undefined {
  const lower = id.toLowerCase();
  if (!isGuid(lower) || !lower.startsWith(INSTANCE_PREFIX)) return undefined;
  const n = Number.parseInt(lower.slice(INSTANCE_PREFIX.length), 16);
  return n < INSTANCE_COUNT ? n : undefined;
}

/** The site of an instance (any GUID, known or unknown). */
export function siteIdOf(instanceId: string): string {
  return SITE_PREFIX + instanceId.slice(-12);
}

/** The Wix user who owns an instance's site (any GUID, known or unknown). */
export function ownerIdOf(instanceId: string): string {
  return OWNER_PREFIX + instanceId.slice(-12);
}
