/** Next to the entry of the Node bundle. Contains `{"appId": "…"}`, the WIX_CLIENT_ID of the build. */
export const BUILT_FOR_FILE = 'built-for.json';

/** Returns a warning if the bundle was built for a different app. */
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
