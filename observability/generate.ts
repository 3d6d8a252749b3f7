/**
 * Writes the dashboard and the rules, which are generated from typed code. `--seconds-per-minute 1
 * FILE` writes only the rules, to FILE, with windows short enough that a test sees alerts fire and
 * resolve.
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
