export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';

const HOST_AND_PORT = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * Returns the format that `endpoint` must have if it is invalid for this protocol. gRPC also accepts a host with
 * an optional port, and a Unix socket.
 */
export function faultOfEndpoint(endpoint: string, protocol: Protocol): string | undefined {
  const isGrpc = protocol === 'grpc';
  if (isGrpc && HOST_AND_PORT.test(endpoint)) return undefined;
  const url = /["'\s]/.test(endpoint) ? null : URL.parse(endpoint);
  const schemes = isGrpc ? ['http:', 'https:', 'unix:'] : ['http:', 'https:'];
  if (url && schemes.includes(url.protocol)) return undefined;
  return 'a URL with http:// or https://, without quotes';
}

/** Returns the URL of a signal below an endpoint for all signals. */
export function belowEndpoint(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/$/, '')}/${path}`;
}
