import { siteIdOf, instanceIdOf } from '../../emulator/instance-id.ts';
import type { PageView } from '../traffic/page-view.ts';

/** What only a site's collaborators see, and what nobody does. */
const FOR_EDITORS = ['"permissions":', '"installedWixApps":', '"availablePlans":'];
const FOR_NOBODY = ['ownerEmail', 'ownerInfo', 'invoiceId', 'biToken'];

interface Body {
  readonly instanceId?: unknown;
  readonly instance?: { readonly appName?: unknown; readonly isFree?: unknown };
  readonly site?: { readonly siteId?: unknown };
}

/** Whether a body is whole, about the visitor's own site, and for his eyes. */
export function inspectWhole(text: string, { visitor }: PageView): boolean {
  const body = parse(text);
  const instanceId = instanceIdOf(visitor.site);
  return (
    body?.instanceId === instanceId &&
    typeof body.instance?.isFree === 'boolean' &&
    body.site?.siteId === siteIdOf(instanceId) &&
    FOR_NOBODY.every((field) => !text.includes(field)) &&
    FOR_EDITORS.every((field) => text.includes(field) === (visitor.subject === 'editor'))
  );
}

function parse(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined;
  }
}
