import type { Clock } from '../../../../../resilience/clock.ts';

/** How long the editor may take to save one value. Later ones must not wait for it for ever. */
export const SAVE_LIMIT_MS = 5_000;

/**
 * Saves one value at a time, the latest next: an editor that takes them in another order than they were typed in must not
 * end up with an older one. Reports how saving the latest went; never throws.
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
  const limit = new Promise<'failed'>((resolve) => {
    cancel = clock.after(SAVE_LIMIT_MS, () => resolve('failed'));
  });
  try {
    return await Promise.race([save(value).then(() => 'saved' as const), limit]);
  } catch {
    return 'failed';
  } finally {
    cancel();
  }
}
