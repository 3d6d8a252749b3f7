import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const schema = new URL('../summary.schema.json', import.meta.url);
const isSummary = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

/** The faults of a summary against the schema, once it is JSON. */
export function faultsOf(summary: unknown): string[] {
  isSummary(JSON.parse(JSON.stringify(summary)));
  return (isSummary.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${String(message)}`,
  );
}
