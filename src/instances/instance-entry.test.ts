import { describe, expect, test } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import { FULL_APP_INSTANCE } from '../test-support/full-app-instance.ts';
import { createEntry, represent, representationFor } from './instance-entry.ts';
import { mergeProjections, projectInstance } from './project-instance.ts';

const answer = { instance: { appName: 'Ühr', permissions: ['Ä'] }, site: {} };

describe('represent', () => {
  test('returns the JSON, its length in bytes and a strong tag of its content', () => {
    const { body, contentLength, etag } = represent({ name: 'Ühr' }, sha256);
    expect(body).toBe('{"name":"Ühr"}');
    expect(contentLength).toBe(body.length + 1);
    expect(etag).toBe(`"${sha256('{"name":"Ühr"}')}"`);
  });
});

describe('an entry', () => {
  test('has a representation with its own tag for each audience', () => {
    const entry = createEntry('i-1', answer, sha256);
    const visitor = representationFor(entry, 'visitor', sha256);
    const collaborator = representationFor(entry, 'collaborator', sha256);
    expect(visitor).toBe(entry.visitor);
    expect(visitor.body).not.toContain('permissions');
    expect(collaborator.body).toContain('permissions');
    expect(visitor.etag).not.toBe(collaborator.etag);
  });

  test('represents the merged projections to collaborators', () => {
    const { visitor, collaboratorOnly } = projectInstance('i-1', FULL_APP_INSTANCE);
    const merged = mergeProjections(visitor, collaboratorOnly ?? {});
    const entry = createEntry('i-1', FULL_APP_INSTANCE, sha256);
    expect(representationFor(entry, 'collaborator', sha256)).toEqual(represent(merged, sha256));
  });

  test('states the length and tag of the text that a collaborator gets', () => {
    const entry = createEntry('i-1', answer, sha256);
    const { body, contentLength, etag } = representationFor(entry, 'collaborator', sha256);
    expect(contentLength).toBe(body.length + 2);
    expect(etag).toBe(`"${sha256(body)}"`);
  });

  test('represents the same to both audiences if nothing is for collaborators only', () => {
    const entry = createEntry('i-1', { instance: { appName: 'Clock' }, site: {} }, sha256);
    expect(entry.collaboratorOnly).toBeUndefined();
    expect(representationFor(entry, 'collaborator', sha256)).toBe(entry.visitor);
  });

  test.each(['visitor', 'collaborator'] as const)(
    'has the same tag for a %s if the answer is the same, and another tag if it is not',
    (audience) => {
      const etagOf = (appName: string) => {
        const instance = { ...answer.instance, appName };
        const entry = createEntry('i-1', { ...answer, instance }, sha256);
        return representationFor(entry, audience, sha256).etag;
      };
      expect(etagOf('A')).toBe(etagOf('A'));
      expect(etagOf('A')).not.toBe(etagOf('B'));
    },
  );

  test.each([
    ['site-1', 'site-1'],
    [7, undefined],
    [undefined, undefined],
  ])('takes the site id %o as %o', (siteId, expected) => {
    expect(createEntry('i-1', { instance: {}, site: { siteId } }, sha256).siteId).toBe(expected);
  });
});
