import { instanceIdOf, siteIdOf } from '../../emulator/instances/instance-id.ts';
import type { PageView } from '../traffic/page-view.ts';
import type { DescribedAnswers, DescribedFields } from './described-answers.ts';

interface Body {
  readonly instanceId?: unknown;
  readonly instance?: { readonly isFree?: unknown };
  readonly site?: { readonly siteId?: unknown };
}

export type InspectBody = (text: string, view: PageView) => boolean;

/**
 * Checks that a body is complete, is about the visitor's own site, and holds no field that docs/openapi.yaml
 * keeps from this visitor. An editor's body has every list that editors alone see; the emulator sends them all.
 */
export function createInspectBody({ bodies, listsOfEditors }: DescribedAnswers): InspectBody {
  return function inspectBody(text, { visitor }) {
    const body = parse(text);
    const instanceId = instanceIdOf(visitor.site);
    return (
      body?.instanceId === instanceId &&
      typeof body.instance?.isFree === 'boolean' &&
      body.site?.siteId === siteIdOf(instanceId) &&
      hasOnly(body, bodies[visitor.subject]) &&
      (visitor.subject !== 'editor' ||
        listsOfEditors.every((path) => Array.isArray(at(body, path))))
    );
  };
}

function hasOnly(value: unknown, fields: DescribedFields | null): boolean {
  if (Array.isArray(value)) return value.every((item) => hasOnly(item, fields));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => {
    const described = fields?.[name];
    return described !== undefined && hasOnly(inner, described);
  });
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
    value,
  );
}

function parse(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined;
  }
}
