import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { version } from '../version.ts';
import { SCOPE } from './names.ts';

/** The defaults of the resource. OTEL_SERVICE_NAME wins over OTEL_RESOURCE_ATTRIBUTES, and both over these. */
export const SERVICE_ATTRIBUTES = {
  [ATTR_SERVICE_NAME]: SCOPE,
  [ATTR_SERVICE_VERSION]: version,
  'deployment.environment.name': 'production',
};
