const WITHOUT = {
  WIX_CLIENT_PUBLIC_KEY: 'webhooks (events of Wix) are refused, because nothing can verify them',
  WIX_CLIENT_INSTANCE_ID: 'routes of Astro that rely on Wix’s anonymous visitor fail',
} as const;

/** One line per missing variable that the endpoint does not need but `@wix/astro`'s own routes do. */
export function missingVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(WITHOUT)
    .filter(([name]) => !env[name]?.trim())
    .map(([name, fails]) => `${name} is not set: ${fails}. \`wix env pull\` writes it.`);
}
