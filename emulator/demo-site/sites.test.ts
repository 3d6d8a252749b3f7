import { describe, expect, test } from 'vitest';

import { DEMO_SITES, readPageView } from './sites.ts';

describe('the page’s query', () => {
  test('selects site, visitor, token and appearance', () => {
    const view = readPageView({ site: '91', role: 'member', token: 'signed', scheme: 'dark' });
    expect(view).toMatchObject({
      site: { instance: 91, name: 'Golden Ceramics', town: 'Haifa', direction: 'rtl' },
      role: 'member',
      token: 'signed',
      scheme: 'dark',
    });
  });

  test('falls back to the defaults for unknown values', () => {
    const view = readPageView({ site: '"><script>', role: 'owner', token: 'none', scheme: 'red;' });
    expect(view).toEqual({ site: DEMO_SITES[0], role: 'visitor', token: 'opaque', scheme: 'auto' });
  });
});
