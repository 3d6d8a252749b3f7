/** Two ways to write to the clipboard. Each may throw. */
interface Clipboard {
  readonly write: (text: string) => Promise<void>;
  readonly copySelected: (text: string) => boolean;
}

/**
 * Resolves to whether the text is on the clipboard. Never rejects. The editor may frame the panel without the permission
 * to write to the clipboard. The older way, which requires only a click, still works there.
 */
export async function copyText(text: string, clipboard: Clipboard = ofPage): Promise<boolean> {
  try {
    await clipboard.write(text);
    return true;
  } catch {
    try {
      return clipboard.copySelected(text);
    } catch {
      return false;
    }
  }
}

const ofPage: Clipboard = {
  write: async (text) => navigator.clipboard.writeText(text),
  copySelected(text) {
    const before = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    field.readOnly = true;
    field.style.cssText = 'position: fixed; opacity: 0';
    document.body.append(field);
    try {
      field.select();
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- The only way without the permission.
      return document.execCommand('copy');
    } finally {
      field.remove();
      if (before instanceof HTMLElement) before.focus();
    }
  },
};
