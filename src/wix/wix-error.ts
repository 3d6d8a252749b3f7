import type { WixResponse } from './call-wix.ts';
import { isJsonObject } from './json-object.ts';

/**
 * Whether the response is an error of Wix itself: its envelope `{ message, details: { applicationError:
 * { code } } }`. Proxies and gateways answer in JSON too, and their status codes say nothing about a
 * token, an app or an instance.
 */
export function isWixError(response: WixResponse | undefined, status: number): boolean {
  if (response?.kind !== 'json' || response.status !== status) return false;
  const { details } = response.body;
  const error = isJsonObject(details) ? details['applicationError'] : undefined;
  return isJsonObject(error) && typeof error['code'] === 'string' && error['code'] !== '';
}
