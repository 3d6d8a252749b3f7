export type JsonObject = Readonly<Partial<Record<string, unknown>>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that is written there; undefined for anything else. Says nothing of who wrote it. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The same, of base64url. */
export function decodeBase64urlJson(text: string): JsonObject | undefined {
  // `atob` and a `TextDecoder` take ten times as long. It takes whatever it is given.
  return parseJsonObject(Buffer.from(text, 'base64url').toString());
}
