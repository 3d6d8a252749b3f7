import { asOrigin, notAnOrigin } from '../origin.ts';

/**
 * The origin of a self-hosted endpoint, as the widgets are built with it; empty where they ask the origin that serves
 * them. Throws what is wrong with the value in one line: a typing error would show only on the sites of customers.
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
