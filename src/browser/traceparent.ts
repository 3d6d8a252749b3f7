/**
 * Begins a trace, so that a slow widget is found among the endpoint's traces by the id that the browser's
 * network panel shows. Its flags say "not sampled": a page is public, its wish does not count with the
 * endpoint, which decides itself what it records.
 */
export function newTraceparent(random: () => number): string {
  return `00-${hex(32, random)}-${hex(16, random)}-00`;
}

function hex(digits: number, random: () => number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(random() * 16).toString(16);
  return text;
}
