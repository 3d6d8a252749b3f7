import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { version } from '../version.ts';
import { SCOPE } from './names.ts';

/**
 * Default resource attributes. OTEL_RESOURCE_ATTRIBUTES overrides them. OTEL_SERVICE_NAME overrides the service
 * name of both.
 */
export const SERVICE_ATTRIBUTES = {
  [ATTR_SERVICE_NAME]: SCOPE,
  [ATTR_SERVICE_VERSION]: version,
  'deployment.environment.name': 'production',
};
