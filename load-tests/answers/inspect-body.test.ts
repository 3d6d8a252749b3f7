import { describe, expect, test } from 'vitest';
import { deriveAppInstance } from '../../emulator/instances/derive-app-instance.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { createEntry, representationFor } from '../../src/instances/instance-entry.ts';
import { describeAnswers } from '../run/k6/describe-answers.ts';
import type { PageView } from '../traffic/page-view.ts';
import { createInspectBody } from './inspect-body.ts';

const inspect = createInspectBody(describeAnswers());
const SITE = 1;

function viewOf(subject: 'visitor' | 'editor'): PageView {
  return {
    visitor: { id: 1, site: SITE, kind: 'opaque', subject },
    widgets: 1,
    idleSeconds: Infinity,
    isTokenDue: true,
  };
}

function bodyFor(audience: 'visitor' | 'collaborator', site = SITE) {
  const answer = deriveAppInstance(site) as Parameters<typeof createEntry>[1];
  const entry = createEntry(instanceIdOf(site), answer, String);
  const { body } = representationFor(entry, audience, String);
  return JSON.parse(body) as Record<'instance' | 'site', Record<string, unknown>>;
}

describe('the body of an answer', () => {
  test('is accepted as the server projects it, for visitors and for editors', () => {
    expect(inspect(JSON.stringify(bodyFor('visitor')), viewOf('visitor'))).toBe(true);
    expect(inspect(JSON.stringify(bodyFor('collaborator')), viewOf('editor'))).toBe(true);
  });

  test('is refused with fields that this visitor may not see, or that nobody may', () => {
    expect(inspect(JSON.stringify(bodyFor('collaborator')), viewOf('visitor'))).toBe(false);
    for (const field of ['ownerEmail', 'ownerInfo', 'invoiceId', 'biToken']) {
      const body = bodyFor('collaborator');
      body.site[field] = 'x';
      expect(inspect(JSON.stringify(body), viewOf('editor'))).toBe(false);
    }
  });

  test.each([
    ['instance', 'permissions'],
    ['instance', 'availablePlans'],
    ['site', 'installedWixApps'],
  ] as const)('is refused for an editor without %s.%s', (part, field) => {
    const body = bodyFor('collaborator');
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one field at a time
    delete body[part][field];
    expect(inspect(JSON.stringify(body), viewOf('editor'))).toBe(false);
  });

  test('is refused when it is about another site, incomplete or no JSON', () => {
    expect(inspect(JSON.stringify(bodyFor('visitor', SITE + 1)), viewOf('visitor'))).toBe(false);
    expect(inspect('{}', viewOf('visitor'))).toBe(false);
    expect(inspect('{"instanceId":', viewOf('visitor'))).toBe(false);
  });
});
