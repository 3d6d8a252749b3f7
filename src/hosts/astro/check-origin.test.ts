import type { APIContext } from 'astro';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOriginCheckMiddleware } from '../../../node_modules/astro/dist/core/app/middlewares.js';
import { onRequest } from './check-origin.ts';

const ORIGIN = 'https://app.example';

interface Asked {
  readonly method: string;
  readonly routePattern: string;
  readonly contentType: string | undefined;
  readonly origin: string | undefined;
  readonly isPrerendered: boolean;
}

/** Returns the middleware's status and text, or `passed on`. */
async function outcomeOf(middleware: typeof onRequest, asked: Partial<Asked>): Promise<string> {
  const { method = 'POST', contentType, origin, isPrerendered = false } = asked;
  const headers = new Headers();
  if (contentType !== undefined) headers.set('Content-Type', contentType);
  if (origin !== undefined) headers.set('Origin', origin);
  const url = new URL(`${ORIGIN}/api/notes`);
  const request = new Request(url, { method, headers });
  const { routePattern = '/api/notes' } = asked;
  const context = { request, url, isPrerendered, routePattern } as APIContext;
  const response = await middleware(context, () => Promise.resolve(new Response('passed on')));
  const text = (await response?.text()) ?? '';
  return text === 'passed on' ? text : `${response?.status ?? 0} ${text}`;
}

describe('the origin check', () => {
  test('matches Astro’s own check on every other route', async () => {
    const asked = fc.record({
      method: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'),
      contentType: fc.option(
        fc.constantFrom(
          'application/json',
          'application/x-www-form-urlencoded',
          'Multipart/Form-Data; boundary=x',
          'text/plain;charset=UTF-8',
          'application/json; text/plain',
          'text/html',
          '',
        ),
        { nil: undefined },
      ),
      origin: fc.option(fc.constantFrom(ORIGIN, 'https://evil.example', 'null', ''), {
        nil: undefined,
      }),
      isPrerendered: fc.boolean(),
    });
    const astros = createOriginCheckMiddleware();
    await fc.assert(
      fc.asyncProperty(asked, async (request) => {
        expect(await outcomeOf(onRequest, request)).toBe(await outcomeOf(astros, request));
      }),
      { numRuns: 500 },
    );
  });

  test('refuses a form from another site and names the method', async () => {
    const form = { contentType: 'text/plain', origin: 'https://evil.example' };
    expect(await outcomeOf(onRequest, { ...form, method: 'PUT' })).toBe(
      '403 Cross-site PUT form submissions are forbidden',
    );
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', undefined])(
    'passes on a webhook with content type %s',
    async (contentType) => {
      const routePattern = '/_wix/extensions/webhooks/[id]';
      expect(await outcomeOf(onRequest, { routePattern, contentType })).toBe('passed on');
      expect(
        await outcomeOf(onRequest, { routePattern: '/_wix/extensions/x', contentType }),
      ).toMatch(/^403 /);
    },
  );
});
