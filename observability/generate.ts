/**
 * Writes what is made of typed code: the dashboard and the rules. `--seconds-per-minute 1 FILE` writes the
 * rules alone to FILE, with windows so short that a test sees alerts come and go.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generated, rulesFile } from './generated.ts';
import { shortMinutes } from './prometheus/minutes.ts';

const { values, positionals } = parseArgs({
  options: { 'seconds-per-minute': { type: 'string' } },
  allowPositionals: true,
});
const seconds = values['seconds-per-minute'];
const [file] = positionals;
if (seconds !== undefined && file !== undefined) {
  writeFileSync(file, await rulesFile(shortMinutes(Number(seconds))));
} else {
  for (const { path, content } of generated) writeFileSync(path, await content());
}
