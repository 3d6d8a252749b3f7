import type { InstanceData } from '../../../../../browser/ask-for-instance.ts';

export interface PlanFacts {
  readonly plan: string;
  readonly isFree: boolean;
  /** The known facts about the payment, one per line. */
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** Wix's `PaymentCycle`, without `NO_CYCLE`, for which the panel shows no line. */
const CYCLES = new Map([
  ['MONTHLY', 'Monthly'],
  ['YEARLY', 'Yearly'],
  ['TWO_YEARS', 'Every two years'],
  ['THREE_YEARS', 'Every three years'],
  ['FOUR_YEARS', 'Every four years'],
  ['FIVE_YEARS', 'Every five years'],
  ['ONE_TIME', 'Paid once'],
]);

/** The facts about the plan that a collaborator sees. Facts that the endpoint did not return are omitted. */
export function planFacts({ instance }: Pick<InstanceData, 'instance'>, reader: Reader): PlanFacts {
  const { isFree, billing } = instance;
  const cycle = CYCLES.get(billing?.billingCycle ?? '');
  const renewal = renewalLine(billing?.expirationDate, billing?.autoRenewing, reader);
  return {
    plan: billing?.packageName || planWithoutName(isFree),
    isFree: isFree === true,
    lines: [
      ...(cycle === undefined ? [] : [{ label: 'Billing', value: cycle }]),
      ...(renewal === undefined ? [] : [renewal]),
    ],
  };
}

function planWithoutName(isFree: boolean | undefined): string {
  if (isFree === undefined) return 'Not known';
  return isFree ? 'Free' : 'Paid';
}

function renewalLine(
  expirationDate: string | undefined,
  autoRenewing: boolean | undefined,
  { locale, timeZone, nowMs }: Reader,
) {
  const atMs = Date.parse(expirationDate ?? '');
  if (Number.isNaN(atMs)) return undefined;
  const value = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(atMs);
  const isOver = atMs <= nowMs;
  if (autoRenewing === true) return { label: isOver ? 'Renewal was due on' : 'Renews on', value };
  return { label: isOver ? 'Ended on' : 'Ends on', value };
}
