import { describe, expect, test } from 'vitest';
import type { WixResponse } from './call-wix.ts';
import { isWixError } from './wix-error.ts';

const headers = new Headers();

const json = (body: Record<string, unknown>, status = 404): WixResponse => ({
  kind: 'json',
  status,
  body,
  headers,
});

const error = (code: unknown) => ({ message: 'm', details: { applicationError: { code } } });

describe('isWixError', () => {
  test.each([
    ['a message', error('NOT_FOUND')],
    ['no message', { details: { applicationError: { code: 'NOT_FOUND' } } }],
    ['an empty message', { ...error('NOT_FOUND'), message: '' }],
    [
      'more details',
      {
        message: 'm',
        details: {
          applicationError: { code: 'INSTANCE_NOT_FOUND', description: 'd', data: {} },
          tracing: {},
        },
      },
    ],
  ])('is true for Wix’s envelope with %s', (_, body) => {
    expect(isWixError(json(body), 404)).toBe(true);
  });

  test.each([
    ['an empty object', {}],
    ['the message of a gateway', { message: 'no Route matched with those values' }],
    ['an empty message', { message: '' }],
    ['a path', { error: 'Not Found', status: 404, path: '/apps/v1/instance' }],
    ['problem details', { type: 'about:blank', title: 'Not Found', status: 404 }],
    ['no details', { message: 'not found', details: null }],
    ['empty details', { message: 'not found', details: {} }],
    ['details that are a text', { message: 'not found', details: 'applicationError' }],
    ['details that are a list', { details: [{ applicationError: { code: 'NOT_FOUND' } }] }],
    ['another kind of error', { details: { validationError: { fieldViolations: [] } } }],
    ['an error that is null', { details: { applicationError: null } }],
    ['an error that is a text', { details: { applicationError: 'NOT_FOUND' } }],
    ['an error that is a list', { details: { applicationError: ['NOT_FOUND'] } }],
    ['an error without a code', { details: { applicationError: {} } }],
    ['an error outside of the details', { applicationError: { code: 'NOT_FOUND' } }],
    ['an empty code', error('')],
    ['a code that is a number', error(404)],
    ['a code that is null', error(null)],
    ['a code that is an object', error({ code: 'NOT_FOUND' })],
  ])('is false for %s', (_, body) => {
    expect(isWixError(json(body), 404)).toBe(false);
  });

  test.each([200, 400, 401, 403, 405, 410, 429, 500, 503])(
    'is false for the envelope with a %d instead of the expected status',
    (status) => {
      expect(isWixError(json(error('NOT_FOUND'), status), 404)).toBe(false);
      expect(isWixError(json(error('NOT_FOUND'), status), status)).toBe(true);
    },
  );

  test.each(['not_json', 'too_large'] as const)('is false for a response of kind %s', (kind) => {
    expect(isWixError({ kind, status: 404, headers }, 404)).toBe(false);
  });

  test('is false where no response arrived', () => {
    expect(isWixError(undefined, 404)).toBe(false);
  });
});
