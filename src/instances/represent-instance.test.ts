import { describe, expect, it } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import { represent, representInstance } from './represent-instance.ts';

const answer = { instance: { appName: 'Ühr', permissions: ['A'] }, site: {} };

describe('represent', () => {
  it('makes the JSON, its length in bytes, and a strong tag of what is in it', () => {
    const { body, contentLength, etag } = represent({ name: 'Ühr' }, sha256);
    expect(body).toBe('{"name":"Ühr"}');
    expect(contentLength).toBe(body.length + 1);
    expect(etag).toBe(`"${sha256('{"name":"Ühr"}')}"`);
  });
});

describe('representInstance', () => {
  it('gives every audience a representation and a tag of its own', () => {
    const { visitor, collaborator } = representInstance('i-1', answer, sha256);
    expect(visitor.body).not.toContain('permissions');
    expect(collaborator.body).toContain('permissions');
    expect(visitor.etag).not.toBe(collaborator.etag);
  });

  it('gives the same answer the same tag, and another answer another', () => {
    const etagOf = (appName: string) =>
      representInstance('i-1', { ...answer, instance: { appName } }, sha256).visitor.etag;
    expect(etagOf('A')).toBe(etagOf('A'));
    expect(etagOf('A')).not.toBe(etagOf('B'));
  });
});
