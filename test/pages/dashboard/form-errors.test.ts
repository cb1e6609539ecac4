import { describe, expect, it } from 'vitest';
import { AdminError } from '../../../src/admin/admin-error.ts';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { attempt, fieldsNamed, problemText } from '../../../src/pages/dashboard/form-errors/form-errors.ts';

const FIELDS = fieldsNamed({ name: 'name', classId: 'class_id' });

function refuse(error: unknown) {
  return attempt('en', FIELDS, async () => {
    throw error;
  });
}

describe('attempt', () => {
  it('returns what the operation returned', async () => {
    expect(await attempt('en', FIELDS, async () => 7)).toEqual({ done: 7 });
  });

  it('puts the sentence about a refusal at the form field of its path', async () => {
    const refused = new AdminError({ code: 'class_not_found', id: 9 }, ['classId']);
    expect(await refuse(refused)).toEqual({ errors: { class_id: 'This class no longer exists. Choose another.' } });
  });

  it('throws a refusal that is about no field of the form', async () => {
    for (const path of [[], ['email'], ['budgets', 0, 'limit']]) {
      const refused = new AdminError({ code: 'student_not_found', id: 9 }, path);
      await expect(refuse(refused)).rejects.toBe(refused);
    }
  });

  it('throws an error that is no refusal', async () => {
    const error = new Error('disk full');
    await expect(refuse(error)).rejects.toBe(error);
  });

  it('treats an operation that throws at once like one that rejects', async () => {
    const attempted = await attempt('ko', FIELDS, () => {
      throw new AdminError({ code: 'name_length', max: 200 }, ['name']);
    });
    expect(attempted).toEqual({ errors: { name: '한 줄에 1~200자로 적어 주세요.' } });
  });
});

describe('problemText', () => {
  it.each(LANGUAGES)('says in %s who has the term budget that needs the last day', (language) => {
    const texts = [null, 12].map((studentId) => problemText(language, { code: 'loses_end', studentId }));
    expect(new Set(texts).size).toBe(2);
  });

  it('writes numbers as the pages do', () => {
    expect(problemText('en', { code: 'text_length', max: 4000 })).toBe('Enter at most 4,000 characters.');
  });
});
