/** The instrumentation scope of all spans and metrics. */
export const SCOPE = 'instance-identity';

export const ROUTE = '/api/get-instance';

/* Attributes beyond OpenTelemetry's semantic conventions. docs/telemetry.md lists them. */
export const ATTR_INSTANCE_ID = 'wix.instance.id';
export const ATTR_SITE_ID = 'wix.site.id';
export const ATTR_SUBJECT_TYPE = 'wix.subject.type';
export const ATTR_WIX_OPERATION = 'wix.operation';
export const ATTR_WIX_REQUEST_ID = 'wix.request.id';
export const ATTR_IDENTITY_METHOD = 'identity.method';
export const ATTR_IDENTITY_STALE = 'identity.stale';
export const ATTR_CACHE_OUTCOME = 'instance_cache.outcome';
export const ATTR_CACHE_AGE = 'instance_cache.age';
