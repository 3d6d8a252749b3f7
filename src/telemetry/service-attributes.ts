import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { version } from '../version.ts';
import { SCOPE } from './names.ts';

/** Who is telling, where OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME do not say otherwise. */
export const SERVICE_ATTRIBUTES = {
  [ATTR_SERVICE_NAME]: SCOPE,
  [ATTR_SERVICE_VERSION]: version,
  'deployment.environment.name': 'production',
};
