import { mintToken } from '../emulated-wix.ts';
import type { Demo } from '../read-demo.ts';

const VISITORS = 40;
const PAGES_EACH = 5;
const PAGES_PER_SECOND = 20;

/**
 * 40 visitors view five pages each within ten seconds. Resolves to the number of views after the
 * last response.
 */
export async function sendCrowd({ endpoint, instance, token }: Demo): Promise<number> {
  const tokens = await Promise.all(
    Array.from({ length: VISITORS }, () => mintToken(instance, 'visitor', token)),
  );
  const views = VISITORS * PAGES_EACH;
  const requests: Promise<unknown>[] = [];
  for (let n = 0; n < views; n++) {
    const Authorization = tokens[n % VISITORS] ?? '';
    // Each visitor has their own browser, so this browser's cache must not answer.
    const init = { headers: { Authorization }, cache: 'no-store' } as const;
    requests.push(fetch(`${endpoint}/api/get-instance`, init).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / PAGES_PER_SECOND));
  }
  await Promise.all(requests);
  return views;
}
