import { describe, expect, it } from 'vitest';
import { parseOwnerTitle } from '../../src/admin/parse-owner-title.ts';
import { adminError, errorOf } from './admin-fixture.ts';

describe('parseOwnerTitle', () => {
  it.each([
    ['교수님', '교수님'],
    ['  김 선배님 ', '김 선배님'],
    ['your  professor', 'your professor'],
    ['Ms. O’Brien-Kim', 'Ms. O’Brien-Kim'],
    ['2반 선생님', '2반 선생님'],
    ['선생님'.normalize('NFD'), '선생님'],
    ['가'.repeat(20), '가'.repeat(20)],
    ['', null],
    ['   ', null],
    [null, null],
  ])('reads %j as %j', (text, title) => {
    expect(parseOwnerTitle(text, ['ownerTitle'])).toBe(title);
  });

  it.each([
    ['21 characters', '가'.repeat(21)],
    ['a text that is long before it is trimmed', `x${' '.repeat(300)}`],
    ['a line end', '선생님\n교수님'],
    ['a tab', '김\t선생님'],
    ['a terminal’s escape', '선생님\u001b[31m'],
    ['a mark that turns the text', '\u202e선생님'],
    ['a zero width', '선생\u200b님'],
    ['a filler that nobody sees', '\u3164'],
    ['no letter', '1.'],
    ['quotes', '"선생님"'],
    ['an address', 'https://evil.example'],
    ['markup', '<b>님'],
    ['braces', '{x}님'],
    ['a pile of marks', 'x\u0300\u0301\u0302\u0303'],
    ['half a letter', '\ud800'],
  ])('refuses %s', (_what, text) => {
    expect(errorOf(() => parseOwnerTitle(text, ['ownerTitle']))).toEqual(
      adminError({ code: 'owner_title_invalid', max: 20 }, ['ownerTitle']),
    );
  });
});
