export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';

const HOST_AND_PORT = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** What is wrong with it for this protocol. By gRPC a host and a port do, or a Unix socket. */
export function faultOfEndpoint(endpoint: string, protocol: Protocol): string | undefined {
  const isGrpc = protocol === 'grpc';
  if (isGrpc && HOST_AND_PORT.test(endpoint)) return undefined;
  const url = /["'\s]/.test(endpoint) ? null : URL.parse(endpoint);
  const schemes = isGrpc ? ['http:', 'https:', 'unix:'] : ['http:', 'https:'];
  if (url && schemes.includes(url.protocol)) return undefined;
  return 'a URL with http:// or https://, without quotes';
}

/** The address of a signal below an endpoint that serves all of them. */
export function belowEndpoint(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/$/, '')}/${path}`;
}
