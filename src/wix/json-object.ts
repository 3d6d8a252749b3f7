export type JsonObject = Readonly<Partial<Record<string, unknown>>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; undefined for anything else. The result is not verified. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Decodes a JSON object from base64url. The result is not verified. */
export function decodeBase64urlJson(text: string): JsonObject | undefined {
  // `atob` with a `TextDecoder` takes ten times as long. `Buffer` ignores invalid characters.
  return parseJsonObject(Buffer.from(text, 'base64url').toString());
}
