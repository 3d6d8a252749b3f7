import type { WixResponse } from './call-wix.ts';

/**
 * Whether it is Wix who says that the instance is unknown. A 404 with a page in it, or with nothing,
 * comes from something in between and says nothing about the instance.
 */
export function namesUnknownInstance(response: WixResponse | undefined): boolean {
  return (
    response?.kind === 'json' &&
    response.status === 404 &&
    (typeof response.body['message'] === 'string' || typeof response.body['details'] === 'object')
  );
}
