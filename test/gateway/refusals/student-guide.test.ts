import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../../src/gateway/refusals/refusal.ts';
import { LANGUAGES } from '../../../src/language/languages.ts';

/** Only the try-it box of a page gets it. */
const NOT_AT_V1 = 'no_session';

describe.each(LANGUAGES)('the table of refusals in docs/students.%s.md', (language) => {
  const document = readFileSync(join(import.meta.dirname, `../../../docs/students.${language}.md`), 'utf8');
  const rows = document.split('\n').filter((line) => /^\| \d{3} /.test(line));
  /** "402 insufficient_quota": the last status before a code is its own. */
  const listed = rows.flatMap((row) => {
    const [, first = ''] = row.split('|');
    let status = '';
    return [...first.matchAll(/(\d{3})|`(\w+)`/g)].flatMap(([, number, code]) => {
      status = number ?? status;
      return code === undefined ? [] : [`${status} ${code}`];
    });
  });

  it('has every code that a student can get, once, and no other', () => {
    const expected = Object.values(REFUSALS)
      .filter(({ code }) => code !== NOT_AT_V1)
      .map(({ status, code }) => `${status} ${code}`);
    expect(new Set(listed)).toEqual(new Set(expected));
    expect(listed).toHaveLength(new Set(listed).size);
  });

  it('says what to do about each', () => {
    for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| [^|]+ \| [^|]+ \|$/);
  });
});
