/**
 * Starts a trace. Its id, shown in the browser's network panel, finds a slow widget among the endpoint's traces. The
 * flags are "not sampled", because pages are public and the endpoint decides by itself what to record.
 */
export function newTraceparent(random: () => number): string {
  return `00-${hex(32, random)}-${hex(16, random)}-00`;
}

function hex(digits: number, random: () => number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(random() * 16).toString(16);
  return text;
}
