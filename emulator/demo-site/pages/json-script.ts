import { html, raw } from 'hono/html';

/**
 * Data for the page's scripts. `<` is escaped because it could end the script element; nothing else
 * needs escaping there.
 */
export function jsonScript(
  value: unknown,
  { id, type = 'application/json', nonce }: { id?: string; type?: string; nonce?: string },
) {
  const text = raw(JSON.stringify(value).replaceAll('<', '\\u003c'));
  const attributes = [id ? html` id="${id}"` : '', nonce ? html` nonce="${nonce}"` : ''];
  return html`<script type="${type}"${attributes}>${text}</script>`;
}
