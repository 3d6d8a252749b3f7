import type { Clock } from '../../../../../resilience/clock.ts';

/** The time-out for saving one value, so that later values do not wait for ever. */
export const SAVE_TIMEOUT_MS = 5_000;

/**
 * Saves one value at a time and always continues with the latest. An editor that handles concurrent values out of order
 * can therefore not end up with an older one. Reports the outcome of the latest value. Never throws.
 */
export function saveLatest(options: {
  readonly save: (value: string) => Promise<void>;
  readonly report: (outcome: 'saved' | 'failed') => void;
  readonly clock: Pick<Clock, 'after'>;
}): (value: string) => void {
  const { report } = options;
  const waiting: string[] = [];
  let isSaving = false;
  const saveAll = async () => {
    isSaving = true;
    for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
      waiting.length = 0;
      const outcome = await saveOne(value, options);
      if (waiting.length === 0) report(outcome);
    }
    isSaving = false;
  };
  return (value) => {
    waiting.push(value);
    if (!isSaving) void saveAll();
  };
}

async function saveOne(
  value: string,
  { save, clock }: Pick<Parameters<typeof saveLatest>[0], 'save' | 'clock'>,
): Promise<'saved' | 'failed'> {
  let cancel = () => {};
  const timeout = new Promise<'failed'>((resolve) => {
    cancel = clock.after(SAVE_TIMEOUT_MS, () => resolve('failed'));
  });
  try {
    return await Promise.race([save(value).then(() => 'saved' as const), timeout]);
  } catch {
    return 'failed';
  } finally {
    cancel();
  }
}
