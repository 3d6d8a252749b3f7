import { readParameters } from './read-parameters.ts';
import { GRANTS } from './grants.ts';
import { refusal, wixError, type WixEndpoint } from './wix-endpoint.ts';

/** `POST /oauth2/token`: issues tokens, by grant. */
export const token: WixEndpoint = {
  method: 'POST',
  path: '/oauth2/token',
  operation: 'app_token',
  readCall: (world, request) => {
    const parameters = readParameters(request);
    if (!parameters)
      return refusal(wixError(400, 'INVALID_ARGUMENT', 'The body is neither JSON nor a form'));
    const type = parameters.get('grant_type') ?? '';
    const grant = GRANTS.get(type);
    if (!grant) {
      const known = [...GRANTS.keys()].join(', ');
      return refusal(
        wixError(
          400,
          'UNSUPPORTED_GRANT_TYPE',
          `Unknown grant_type; the emulator supports ${known}`,
        ),
      );
    }
    return grant(world, parameters);
  },
};
