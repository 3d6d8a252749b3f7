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

test('shows the app, the plan and the site', () => {
  expect(badgeText(shop, null)).toEqual({ title: 'Clock', detail: 'Flower shop', plan: 'Premium' });
});

test('shows the builder’s name first, and the app’s name beside the site’s', () => {
  expect(badgeText(shop, ' My clock ')).toMatchObject({
    title: 'My clock',
    detail: 'Clock · Flower shop',
  });
});

test('does not repeat a name', () => {
  expect(badgeText(shop, 'Clock').detail).toBe('Flower shop');
});

test('shows Free for the free plan, and nothing for a plan without a name', () => {
  const planOf = (isFree: boolean) =>
    badgeText(ready({ instance: { appName: 'Clock', isFree } }), null).plan;
  expect(planOf(true)).toBe('Free');
  expect(planOf(false)).toBe('');
});

test('shows only the chosen name, or a neutral one, without an answer', () => {
  const fallback = { kind: 'fallback' } as const;
  expect(badgeText(fallback, 'My clock')).toEqual({ title: 'My clock', detail: '', plan: '' });
  expect(badgeText(fallback, ' ')).toEqual({ title: 'App', detail: '', plan: '' });
  expect(badgeText({ kind: 'loading' }, 'My clock').title).toBe('My clock');
  expect(badgeText({ kind: 'loading' }, null).title).toBe('');
});
