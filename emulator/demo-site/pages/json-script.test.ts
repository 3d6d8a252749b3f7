import { describe, expect, test } from 'vitest';

import { jsonScript } from './json-script.ts';

describe('data in a script element', () => {
  test('cannot end the element, and arrives unchanged', async () => {
    const value = { name: '</script><script>alert(1)</script><!-- & "' };
    const written = String(await jsonScript(value, { id: 'demo' }));
    expect(written.match(/<\/?script/g)).toHaveLength(2);
    expect(written).not.toContain('<!--');
    const text = /^<script[^>]*>(.*)<\/script>$/s.exec(written)?.[1] ?? '';
    expect(JSON.parse(text)).toEqual(value);
  });
});
