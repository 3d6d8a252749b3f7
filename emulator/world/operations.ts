/** One name per Wix endpoint, for counts, latency and faults. */
export const OPERATIONS = ['token_info', 'app_token', 'get_app_instance'] as const;

export type Operation = (typeof OPERATIONS)[number];

export function perOperation<T>(make: (operation: Operation) => T): Record<Operation, T> {
  return {
    token_info: make('token_info'),
    app_token: make('app_token'),
    get_app_instance: make('get_app_instance'),
  };
}
