/** The JSON object or array that base64url holds; undefined where it is none. Says nothing of who wrote it. */
export function decodeBase64urlJson(text: string): Partial<Record<string, unknown>> | undefined {
  try {
    // `atob` and a `TextDecoder` take ten times as long.
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
