import { describe, expect, test } from 'vitest';
import type { WixResponse } from './call-wix.ts';
import { namesUnknownInstance } from './unknown-instance.ts';

const headers = new Headers();

const json = (body: Record<string, unknown>, status = 404): WixResponse => ({
  kind: 'json',
  status,
  body,
  headers,
});

describe('namesUnknownInstance', () => {
  test.each([
    ['a message', { message: 'app instance not found' }],
    ['an empty message', { message: '' }],
    ['details', { details: { applicationError: { code: 'NOT_FOUND' } } }],
    ['empty details', { details: {} }],
    ['a message and details', { message: 'not found', details: {} }],
    ['a message and details of another type', { message: 'not found', details: 'none' }],
    ['details and a message of another type', { message: 404, details: {} }],
  ])('is true for a 404 whose JSON has %s', (_, body) => {
    expect(namesUnknownInstance(json(body))).toBe(true);
  });

  test.each([
    ['an empty object', {}],
    ['other fields', { error: 'Not Found', path: '/apps/v1/instance' }],
    ['a message that is a number', { message: 404 }],
    ['a message that is null', { message: null }],
    ['a message that is an object', { message: {} }],
    ['details that are a string', { details: 'not found' }],
    ['details that are a number', { details: 5 }],
  ])('is false for a 404 whose JSON has %s', (_, body) => {
    expect(namesUnknownInstance(json(body))).toBe(false);
  });

  test.each([200, 400, 401, 403, 405, 410, 429, 500, 503])(
    'is false for a %d, whatever its JSON has',
    (status) => {
      expect(namesUnknownInstance(json({ message: 'not found', details: {} }, status))).toBe(false);
    },
  );

  test.each(['not_json', 'too_large'] as const)('is false for a 404 of kind %s', (kind) => {
    expect(namesUnknownInstance({ kind, status: 404, headers })).toBe(false);
  });

  test('is false where no response arrived', () => {
    expect(namesUnknownInstance(undefined)).toBe(false);
  });
});
