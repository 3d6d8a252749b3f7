const WITHOUT = {
  WIX_CLIENT_PUBLIC_KEY: 'webhooks (events of Wix) are refused, because nothing can verify them',
  WIX_CLIENT_INSTANCE_ID: 'routes of Astro that rely on Wix’s anonymous visitor fail',
} as const;

/** One line for each variable that the endpoint does without, but not what `@wix/astro` serves beside it. */
export function missingVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(WITHOUT)
    .filter(([name]) => !env[name]?.trim())
    .map(([name, fails]) => `${name} is not set: ${fails}. \`wix env pull\` writes it.`);
}
