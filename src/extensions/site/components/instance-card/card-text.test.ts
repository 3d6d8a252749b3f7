import { describe, expect, test } from 'vitest';
import type { WidgetState } from '../../../../browser/follow-instance.ts';
import { cardText } from './card-text.ts';
import { defaultProps, type InstanceCardProps } from './instance-card.props.ts';

type Data = (WidgetState & { kind: 'ready' })['data'];

const SHOP: Data = {
  instance: { appName: 'Clock', isFree: false, billing: { packageName: 'Premium' } },
  site: { siteDisplayName: 'Flower shop', url: 'https://flowers.example/' },
};

const textOf = (data: Data, props: Partial<InstanceCardProps> = {}) =>
  cardText({ kind: 'ready', data }, { ...defaultProps, ...props });
const valuesOf = (...args: Parameters<typeof textOf>) =>
  Object.fromEntries(textOf(...args).rows.map(({ name, value }) => [name, value]));

describe('a card that knows its instance', () => {
  test('shows the app, the plan and the site', () => {
    expect(textOf(SHOP).rows).toEqual([
      { name: 'app', label: 'App', value: 'Clock' },
      { name: 'plan', label: 'Plan', value: 'Premium' },
      { name: 'site', label: 'Site', value: 'Flower shop', href: 'https://flowers.example/' },
    ]);
  });

  test('shows the builder’s name for the free plan, and nothing for a paid plan without a name', () => {
    const free = { instance: { appName: 'Clock', isFree: true } };
    expect(valuesOf(free)['plan']).toBe('Free');
    expect(valuesOf(free, { freePlanName: 'Gratis' })['plan']).toBe('Gratis');
    expect(valuesOf({ instance: { appName: 'Clock', isFree: false } })['plan']).toBe('');
    expect(valuesOf({ instance: { appName: 'Clock' } })['plan']).toBe('');
  });

  test('never shows the fields that only collaborators may see', () => {
    const asOwner = {
      instance: {
        appName: 'Clock',
        billing: {
          packageName: 'Premium',
          billingCycle: 'YEARLY',
          expirationDate: '2027-04-12T00:00:00Z',
          autoRenewing: true,
        },
      },
      instanceId: 'a11ce5ed-0000-4000-8000-000000000001',
    };
    expect(JSON.stringify(textOf(asOwner))).not.toMatch(/YEARLY|2027|a11ce5ed/);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', ' javascript:alert(1)', 'flowers', ''])(
    'does not link the address %j',
    (url) => {
      const site = { siteDisplayName: 'Flower shop', url };
      const { rows } = textOf({ ...SHOP, site });
      expect(rows.at(-1)).toEqual({ name: 'site', label: 'Site', value: 'Flower shop' });
    },
  );

  test('does not link an address without a site name', () => {
    const { rows } = textOf({ ...SHOP, site: { url: 'https://flowers.example/' } });
    expect(rows.at(-1)).toEqual({ name: 'site', label: 'Site', value: '' });
  });
});

describe('the heading', () => {
  test('is the builder’s text, or else the app’s name, which then has no row of its own', () => {
    expect(textOf(SHOP, { heading: ' Ours ' }).heading).toBe('Ours');
    expect(textOf(SHOP, { heading: ' ' }).heading).toBe('Clock');
    expect(valuesOf(SHOP, { heading: '' })).not.toHaveProperty('app');
  });

  test('without either, is a bar while loading and a neutral word in the fallback', () => {
    expect(cardText({ kind: 'loading' }, { heading: '' }).heading).toBe('');
    expect(cardText({ kind: 'fallback' }, { heading: '' }).heading).toBe('App');
  });
});

test('the rows depend only on the props, so that nothing moves', () => {
  const states: WidgetState[] = [
    { kind: 'loading' },
    { kind: 'fallback' },
    { kind: 'ready', data: SHOP },
    { kind: 'ready', data: { instance: { appName: 'Clock' } } },
  ];
  const linesOf = (props: Partial<InstanceCardProps>) =>
    states.map((state) => cardText(state, { ...defaultProps, ...props }).rows.map((r) => r.name));
  const every = (lines: string[]) => states.map(() => lines);
  expect(linesOf({})).toEqual(every(['app', 'plan', 'site']));
  expect(linesOf({ showPlan: false })).toEqual(every(['app', 'site']));
  expect(linesOf({ showSite: false, heading: '' })).toEqual(every(['plan']));
});

test('ignores unknown values of props', () => {
  const hostile = {
    heading: { toString: () => 'x' },
    headingTag: 'script',
    appearance: '"><b>',
    direction: 'up',
    appLabel: 7,
  } as unknown as InstanceCardProps;
  expect(cardText({ kind: 'fallback' }, hostile)).toMatchObject({
    heading: 'App',
    headingTag: 'h2',
    appearance: 'auto',
    direction: undefined,
    rows: [{ label: '' }, { label: '' }],
  });
});
