import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSummary } from './read-summary.ts';
import { aSummary } from './test-support/a-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: string): string {
  writeFileSync(join(folder, 'summary.json'), content);
  return folder;
}

describe('a stored summary', () => {
  test('is read by its file or by its folder', () => {
    written(JSON.stringify(aSummary()));
    expect(readSummary(folder)).toEqual(aSummary());
    expect(readSummary(join(folder, 'summary.json'))).toEqual(aSummary());
  });

  test.each([
    [
      'another version',
      JSON.stringify({ ...aSummary(), version: 99 }),
      /not a summary of a profile/,
    ],
    [
      'a comparison',
      JSON.stringify({ version: 1, kind: 'comparison' }),
      /not a summary of a profile/,
    ],
    ['null', 'null', /not a summary of a profile/],
    ['not JSON', '{', /cannot be read as a summary \(it is not JSON\)/],
  ])('is refused in one line when it is %s', (_, content, fault) => {
    expect(readSummary(written(content))).toEqual({
      fault: expect.stringMatching(fault) as string,
    });
  });

  test('is refused when it does not exist', () => {
    expect(readSummary(join(folder, 'nowhere'))).toEqual({
      fault: expect.stringMatching(/nowhere cannot be read as a summary \(ENOENT\)/) as string,
    });
  });
});
