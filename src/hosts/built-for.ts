/** Beside the entry of the Node bundle; holds `{"appId": "…"}`, the WIX_CLIENT_ID that it was built with. */
export const BUILT_FOR_FILE = 'built-for.json';

/** A line that says so where a bundle was built for another app than the one it runs for. */
export function builtForAnotherApp(
  builtFor: string | undefined,
  clientId: string | undefined,
): string | undefined {
  if (!builtFor || !clientId?.trim()) return undefined;
  if (builtFor.toLowerCase() === clientId.trim().toLowerCase()) return undefined;
  return (
    `the bundle was built for the app ${builtFor}, but WIX_CLIENT_ID is another one: ` +
    'routes other than the endpoint refuse every token. Build it again with this WIX_CLIENT_ID.'
  );
}
