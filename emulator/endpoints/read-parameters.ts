/**
 * Returns the string parameters of a JSON or form-urlencoded body, or undefined when the body is
 * neither. Names are converted to snake_case, because parts of the SDK send `grantType` and others
 * `grant_type`.
 */
export function readParameters(request: {
  contentType: string | undefined;
  body: string;
}): Map<string, string> | undefined {
  // `curl -d '{…}'` labels JSON as a form. A form never begins with a brace.
  const isForm =
    request.contentType?.includes('application/x-www-form-urlencoded') &&
    !request.body.startsWith('{');
  const entries = isForm ? [...new URLSearchParams(request.body)] : jsonEntries(request.body);
  if (!entries) return undefined;
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(texts.map(([name, value]) => [snakeCase(name), value]));
}

function jsonEntries(body: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
