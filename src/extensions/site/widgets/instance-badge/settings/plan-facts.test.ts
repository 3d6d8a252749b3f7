import { describe, expect, test } from 'vitest';
import { planFacts, type Reader } from './plan-facts.ts';

const READER: Reader = {
  locale: 'en-US',
  timeZone: 'UTC',
  nowMs: Date.parse('2026-11-25T12:00:00Z'),
};
type Billing = Parameters<typeof planFacts>[0]['instance']['billing'];
const linesOf = (billing: NonNullable<Billing>, reader = READER) =>
  planFacts({ instance: { appName: 'Clock', billing } }, reader).lines;

describe('the plan', () => {
  const planOf = (instance: { isFree?: boolean; billing?: { packageName: string } }) => {
    const { plan, isFree } = planFacts({ instance: { appName: 'Clock', ...instance } }, READER);
    return { plan, isFree };
  };

  test('is shown by its name', () => {
    const paid = { isFree: false, billing: { packageName: 'Premium' } };
    expect(planOf(paid)).toEqual({ plan: 'Premium', isFree: false });
  });

  test('without a name, is free or paid according to Wix', () => {
    expect(planOf({ isFree: true })).toEqual({ plan: 'Free', isFree: true });
    expect(planOf({ isFree: false })).toEqual({ plan: 'Paid', isFree: false });
  });

  test('is not shown as free without Wix’s flag', () => {
    expect(planOf({})).toEqual({ plan: 'Not known', isFree: false });
  });
});

describe('the billing cycle', () => {
  test.each([
    ['MONTHLY', 'Monthly'],
    ['YEARLY', 'Yearly'],
    ['FIVE_YEARS', 'Every five years'],
    ['ONE_TIME', 'Paid once'],
  ])('%s is shown as %s', (billingCycle, value) => {
    expect(linesOf({ billingCycle })).toEqual([{ label: 'Billing', value }]);
  });

  test.each(['NO_CYCLE', 'SOMETHING_NEW', '', 'constructor'])('%j is omitted', (billingCycle) => {
    expect(linesOf({ billingCycle })).toEqual([]);
  });
});

describe('the renewal', () => {
  test('is shown as a written date, with renewal or end', () => {
    const expirationDate = '2027-04-12T10:00:00.000Z';
    expect(linesOf({ expirationDate, autoRenewing: true })).toEqual([
      { label: 'Renews on', value: 'April 12, 2027' },
    ]);
    expect(linesOf({ expirationDate, autoRenewing: false })).toEqual([
      { label: 'Ends on', value: 'April 12, 2027' },
    ]);
    expect(linesOf({ expirationDate })).toEqual([{ label: 'Ends on', value: 'April 12, 2027' }]);
  });

  test('uses the reader’s time zone and language', () => {
    const billing = { expirationDate: '2027-04-12T22:30:00Z', autoRenewing: true };
    const inBerlin = { ...READER, locale: 'de', timeZone: 'Europe/Berlin' };
    expect(linesOf(billing, inBerlin)[0]?.value).toBe('13. April 2027');
  });

  test('is shown as past once its date has passed', () => {
    const expirationDate = '2026-11-25T12:00:00Z';
    expect(linesOf({ expirationDate, autoRenewing: true })[0]?.label).toBe('Renewal was due on');
    expect(linesOf({ expirationDate, autoRenewing: false })[0]?.label).toBe('Ended on');
  });

  test('is omitted if its date cannot be read', () => {
    expect(linesOf({ expirationDate: 'soon', autoRenewing: true })).toEqual([]);
    expect(linesOf({ expirationDate: '', autoRenewing: true })).toEqual([]);
  });
});
