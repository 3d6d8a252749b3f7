import { systemClock, type Clock } from '../../../../resilience/clock.ts';

/** The part of Wix's page API that is used here, as `@wix/site` calls it. */
export interface PageOfWix {
  readonly clientSdk?: {
    invoke(call: {
      readonly namespace: string;
      readonly method: string;
      readonly args: readonly unknown[];
      readonly applicationId: string;
      readonly accessToken: string;
    }): Promise<unknown>;
  };
}

const TIMEOUT_MS = 1_000;

/**
 * Whether the element is open in the editor, where Wix gives widgets no access to its APIs. Makes the same call as
 * `window.viewMode()` of `@wix/site-window`. Returns false after one second without an answer, so that a visitor does not
 * wait longer. Never rejects.
 */
export async function isInEditor(
  { clientSdk }: PageOfWix = globalThis as PageOfWix,
  clock: Pick<Clock, 'after'> = systemClock,
): Promise<boolean> {
  if (!clientSdk) return false;
  try {
    const viewMode = clientSdk.invoke({
      namespace: 'window',
      method: 'viewMode',
      args: [],
      applicationId: import.meta.env.WIX_CLIENT_ID,
      accessToken: 'accessToken',
    });
    const timeout = new Promise((resolve) => clock.after(TIMEOUT_MS, () => resolve('')));
    return (await Promise.race([viewMode, timeout])) === 'Editor';
  } catch {
    return false;
  }
}
