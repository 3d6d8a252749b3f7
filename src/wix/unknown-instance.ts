import type { WixResponse } from './call-wix.ts';

/**
 * Whether Wix itself says that the instance is unknown. A 404 with an HTML page or without a body comes
 * from a proxy in between and says nothing about the instance.
 */
export function namesUnknownInstance(response: WixResponse | undefined): boolean {
  return (
    response?.kind === 'json' &&
    response.status === 404 &&
    (typeof response.body['message'] === 'string' || typeof response.body['details'] === 'object')
  );
}
