/** Whether `value` is this GUID, which is in lower case. Wix compares GUIDs without regard to case. */
export function isSameGuid(value: unknown, guid: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === guid;
}
