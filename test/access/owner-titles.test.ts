import { describe, expect, it } from 'vitest';
import { readerIn } from '../../src/access/owner-titles.ts';

describe('readerIn', () => {
  it.each([
    ['ko', null, '선생님'],
    ['en', null, 'your teacher'],
    ['ko', '교수님', '교수님'],
    ['en', '교수님', 'your professor'],
    ['ko', 'your TA', '조교님'],
    ['en', '선배님', 'your senior'],
    ['ko', '김 선배님', '김 선배님'],
    ['en', '김 선배님', '김 선배님'],
  ] as const)('calls the owner, in %s and with the title %s, %s', (language, ownerTitle, called) => {
    expect(readerIn(language, { ownerTitle })).toEqual({ language, ownerTitle: called });
  });

  it('calls the owner by the default where no class is known', () => {
    expect(readerIn('ko', null).ownerTitle).toBe('선생님');
    expect(readerIn('en', null).ownerTitle).toBe('your teacher');
  });
});
