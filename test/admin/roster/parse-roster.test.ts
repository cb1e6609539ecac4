import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRoster } from '../../../src/admin/roster/decode-roster.ts';
import { parseRoster } from '../../../src/admin/roster/parse-roster.ts';
import { MAX_ROSTER_CHARACTERS } from '../../../src/admin/roster/read-table.ts';
import { errorOf } from '../admin-fixture.ts';

/** What was found, without what is null. */
function rowsOf(text: string): object[] {
  return parseRoster(text).rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null)),
  );
}

function problemsOf(text: string) {
  return parseRoster(text).problems.map(({ line, column, problem }) => [line, column, problem.code]);
}

const KIM = { line: 2, name: '김민지', studentNumber: '20261000' };

describe('parseRoster', () => {
  it.each([
    ['a Korean header', '이름,학번\n김민지,20261000', [KIM]],
    ['an English header in another order', 'Student No.,Full name\n20261000,김민지', [KIM]],
    ['a header with other columns', 'No.\t학과\t학번\t성명\t학년\n1\t컴퓨터\t20261000\t김민지\t2', [KIM]],
    ['번호 where there is no 학번', '번호,이름\n7,김민지', [{ ...KIM, studentNumber: '7' }]],
    ['no header, the number first', '20261000\t김민지', [{ ...KIM, line: 1 }]],
    ['no header, the number last', '김민지,20261000\n', [{ ...KIM, line: 1 }]],
    [
      'names alone',
      '김민지\n\n\n이서준\n',
      [
        { line: 1, name: '김민지' },
        { line: 4, name: '이서준' },
      ],
    ],
    ['CRLF and a byte order mark', '\ufeff이름,학번\r\n김민지,20261000\r\n', [KIM]],
    ['semicolons', 'name;number\n김민지;20261000', [KIM]],
    ['blank cells around', '이름,학번,,\n김민지,20261000,,\n,,,\n', [KIM]],
    ['a number that a spreadsheet wrapped', '이름,학번\n김민지,"=""00123"""', [{ ...KIM, studentNumber: '00123' }]],
    ['a name in pieces (NFD)', `이름,학번\n${'김민지'.normalize('NFD')},２０２６１０００`, [KIM]],
    ['a quoted comma', 'name,note\n"Kim, Minji","a ""b"", c"', [{ line: 2, name: 'Kim, Minji', note: 'a "b", c' }]],
    [
      'a note of two lines, and the line after it',
      'name,note\r\n김민지,"a\r\nb"\r\n이서준,c',
      [
        { line: 2, name: '김민지', note: 'a\nb' },
        { line: 4, name: '이서준', note: 'c' },
      ],
    ],
    [
      'a list with its own count, a department, and an address',
      '1,컴퓨터,20261000,김민지,a@b.kr\n2,컴퓨터,20261001,이서준,c@d.kr',
      [
        { line: 1, name: '김민지', studentNumber: '20261000', email: 'a@b.kr', note: '컴퓨터' },
        { line: 2, name: '이서준', studentNumber: '20261001', email: 'c@d.kr', note: '컴퓨터' },
      ],
    ],
    [
      'two students of one name',
      '김민지\n김민지',
      [
        { line: 1, name: '김민지' },
        { line: 2, name: '김민지' },
      ],
    ],
    [
      'a name with digits',
      '학생 1\n학생 200',
      [
        { line: 1, name: '학생 1' },
        { line: 2, name: '학생 200' },
      ],
    ],
  ])('reads %s', (_, text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['a number as a name', 'name,note\n20261000,x', [[2, 'name', 'name_is_number']]],
    ['a number in the name', 'name\n20261000 김민지', [[2, 'name', 'name_is_number']]],
    ['a line without a name', 'name,number\n,20261000', [[2, 'name', 'name_length']]],
    ['a word as a number', 'name,number\n김민지,none', [[2, 'studentNumber', 'student_number_invalid']]],
    ['a number that lost digits', 'name,number\n김민지,2.0261E+07', [[2, 'studentNumber', 'student_number_invalid']]],
    ['an address that is none', 'name,email\n김민지,a at b', [[2, 'email', 'email_invalid']]],
    [
      'a formula',
      'name,note\n=HYPERLINK(1),x\n+1,x\n김민지,=1+1',
      [
        [2, 'name', 'roster_formula'],
        [3, 'name', 'roster_formula'],
        [4, 'note', 'roster_formula'],
      ],
    ],
    ['a number twice', 'name,number\n김민지,a1\n\n이서준,A1', [[4, 'studentNumber', 'number_repeated']]],
    ['a second header', 'name,number\n김민지,1\nname,number', [[3, null, 'roster_header_inside']]],
    ['more cells than columns', 'name,note\nKim, Minji, x', [[2, null, 'roster_extra_cells']]],
    ['line breaks in a name', 'name,note\n"김\n민지",x', [[2, 'name', 'name_control_characters']]],
  ])('reports %s with its line', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('keeps the lines without a problem', () => {
    expect(rowsOf('name,number\n1234,1\n김민지,20261000')).toEqual([{ ...KIM, line: 3 }]);
  });

  it.each([
    ['nothing', ' \n\n,,\n', { code: 'roster_empty' }],
    ['only a header', '이름,학번\n', { code: 'roster_empty' }],
    ['no names', '20261000\n20261001', { code: 'roster_no_name' }],
    ['a header without names', '학번,이메일\n20261000,a@b.kr', { code: 'roster_no_name' }],
    ['two columns of names', '이름,성명\n김민지,김민지', { code: 'roster_column_twice', column: 'name' }],
    ['a quotation mark that stays open', 'name\n"김민지\n이서준\n', { code: 'roster_quote_open', line: 2 }],
    ['2,001 students', '김민지\n'.repeat(2001), { code: 'roster_too_long', max: 2000 }],
    ['too many characters', 'x'.repeat(MAX_ROSTER_CHARACTERS + 1), { code: 'roster_too_long', max: 2000 }],
  ])('refuses %s as a whole', (_, text, problem) => {
    expect(errorOf(() => parseRoster(text))).toMatchObject({ problem });
  });

  it('reads 2,000 students below a header', () => {
    expect(rowsOf(`이름\n${'김민지\n'.repeat(2000)}`)).toHaveLength(2000);
  });
});

const letters = fc.constantFrom(...'김민지이서준abcXYZ');
const name = fc.array(letters, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
const student = fc.record({
  name: fc.oneof(
    name,
    fc.tuple(name, name).map((both) => both.join(', ')),
  ),
  studentNumber: fc.option(fc.integer({ min: 10_000, max: 99_999_999 }).map(String)),
  email: fc.option(fc.emailAddress().filter((address) => !/^[=+\-@'"]/.test(address) && address.length < 100)),
  note: fc.option(
    fc.array(fc.constantFrom('메모', 'a', '"', ',', '\t', '\n', ' '), { maxLength: 8 }).map((all) => all.join('')),
  ),
});
const students = fc.uniqueArray(student, {
  minLength: 1,
  maxLength: 30,
  comparator: (a, b) => a !== null && a === b,
  selector: (each) => each.studentNumber,
});
const HEADINGS = {
  name: ['이름', 'Name'],
  studentNumber: ['학번', 'student number'],
  email: ['이메일', 'E-mail'],
  note: ['비고', 'Note'],
};

describe('every roster', () => {
  it('comes back from any table that a spreadsheet writes', () => {
    fc.assert(
      fc.property(
        students,
        fc.shuffledSubarray(['name', 'studentNumber', 'email', 'note'] as const, { minLength: 4 }),
        fc.constantFrom(',', '\t', ';'),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(0, 1),
        fc.constantFrom('NFC', 'NFD'),
        (list, columns, delimiter, record_delimiter, language, form) => {
          const header = columns.map((column) => HEADINGS[column][language]);
          const cells = list.map((each) => columns.map((column) => each[column]?.normalize(form) ?? ''));
          const text = stringify([header, ...cells], { delimiter, record_delimiter, quoted_match: /\n/ });
          const { rows, problems } = parseRoster(text);
          expect(problems).toEqual([]);
          expect(rows.map(({ line: _, ...row }) => row)).toEqual(
            list.map((each) => ({ ...each, note: each.note?.trim() || null })),
          );
        },
      ),
    );
  });

  it('has each line of the text as a row or a problem, whatever the text is', () => {
    const piece = fc.oneof(
      fc.constantFrom('"', ',', '\t', '\n', '\r\n', ';', '=', '20261000', '김민지', 'a@b.c', ' '),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        try {
          const { rows, problems } = parseRoster(text);
          const lines = [...rows, ...problems].map(({ line }) => line);
          expect(Math.max(...lines)).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
          expect(new Set(rows.map(({ line }) => line)).size).toBe(rows.length);
          for (const row of rows) expect(row.name).not.toMatch(/^\P{L}*$|\d{4}/u);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^roster_/) });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decodeRoster', () => {
  it.each([
    ['UTF-8', Buffer.from('김민지')],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff김민지')],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeff김민지', 'utf16le')],
    ['CP949', Buffer.from([0xb1, 0xe8, 0xb9, 0xce, 0xc1, 0xf6])],
  ])('reads %s', (_, bytes) => {
    expect(decodeRoster(bytes)).toBe('김민지');
  });

  it('reads the syllables that CP949 has and EUC-KR has not', () => {
    expect(decodeRoster(Buffer.from('8c63414281418ca09dfea041b9ce', 'hex'))).toBe('똠AB갂뙛얔잸민');
    expect(decodeRoster(Buffer.from('a041a0fea141c652', 'hex'))).toBe('잸좤좥힣');
  });

  it.each([
    ['a workbook', Buffer.from('PK\u0003\u0004\0\0')],
    ['bytes of no encoding', Buffer.from([0x41, 0xff, 0xff])],
    ['half a syllable', Buffer.from([0xb1, 0xe8, 0xb9])],
  ])('refuses %s', (_, bytes) => {
    expect(errorOf(() => decodeRoster(bytes))).toMatchObject({ code: 'roster_encoding' });
  });
});
