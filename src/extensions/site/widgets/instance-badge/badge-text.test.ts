import { expect, test } from 'vitest';

import type { WidgetState } from '../../../../browser/follow-instance.ts';
import { badgeText } from './badge-text.ts';

const ready = (data: (WidgetState & { kind: 'ready' })['data']): WidgetState => ({
  kind: 'ready',
  data,
});
const shop = ready({
  instance: { appName: 'Clock', isFree: false, billing: { packageName: 'Premium' } },
  site: { siteDisplayName: 'Flower shop', url: 'https://example.com' },
});

test('says which app it is, on which plan, on which site', () => {
  expect(badgeText(shop, null)).toEqual({ title: 'Clock', detail: 'Flower shop', plan: 'Premium' });
});

test('puts the name that the builder chose first, and the app’s beside the site’s', () => {
  expect(badgeText(shop, ' My clock ')).toMatchObject({
    title: 'My clock',
    detail: 'Clock · Flower shop',
  });
});

test('does not say a name twice', () => {
  expect(badgeText(shop, 'Clock').detail).toBe('Flower shop');
});

test('calls the free plan Free, and a plan without a name nothing', () => {
  const planOf = (isFree: boolean) =>
    badgeText(ready({ instance: { appName: 'Clock', isFree } }), null).plan;
  expect(planOf(true)).toBe('Free');
  expect(planOf(false)).toBe('');
});

test('without an answer shows the chosen name, or a neutral one, and nothing else', () => {
  const fallback = { kind: 'fallback' } as const;
  expect(badgeText(fallback, 'My clock')).toEqual({ title: 'My clock', detail: '', plan: '' });
  expect(badgeText(fallback, ' ')).toEqual({ title: 'App', detail: '', plan: '' });
  expect(badgeText({ kind: 'loading' }, 'My clock').title).toBe('My clock');
  expect(badgeText({ kind: 'loading' }, null).title).toBe('');
});
