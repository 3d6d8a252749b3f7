import { asOrigin, notAnOrigin } from '../origin.ts';

/**
 * The origin of a self-hosted endpoint, for the widgets' build. Empty if the widgets call the origin that serves them.
 * Throws an error of one line for an invalid value, which would otherwise show only on customers' sites.
 */
export function identityOrigin(value: string | undefined): string {
  const text = value?.trim() ?? '';
  if (text === '') return '';
  const origin = asOrigin(text);
  if (origin === undefined) {
    throw new Error(notAnOrigin('PUBLIC_IDENTITY_ORIGIN', 'https://identity.example.com'));
  }
  return origin;
}
