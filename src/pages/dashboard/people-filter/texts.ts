import { defineTexts } from '../../../language/texts.ts';

export type PeopleError = 'noStudent' | 'severalStudents' | 'noSuchClass';

/** The filters by student and class, and the names of those who were removed. */
export const PEOPLE = defineTexts({
  en: {
    student: 'Student',
    class: 'Class',
    everyone: 'Everyone',
    everyClass: 'All classes',
    noClass: 'Without a class',
    /** @param name or, where it is not known, the number */
    removed: (name: string) => `${name} (removed)`,
    deletedClass: (id: number) => `Class ${id} (deleted)`,
    studentHint: 'Exact name or number',
    errors: {
      noStudent: 'There is no student of this name or number.',
      severalStudents: 'Several students have this name. Use the number of the one you mean.',
      noSuchClass: 'This class does not exist.',
    } satisfies Record<PeopleError, string>,
    show: 'Show',
    showAll: 'Show all',
  },
  ko: {
    student: '학생',
    class: '반',
    everyone: '모두',
    everyClass: '모든 반',
    noClass: '반 없음',
    removed: (name) => `${name} (삭제됨)`,
    deletedClass: (id) => `${id}번 반 (삭제됨)`,
    studentHint: '정확한 이름이나 번호',
    errors: {
      noStudent: '이름이나 번호가 일치하는 학생이 없어요.',
      severalStudents: '같은 이름의 학생이 여럿이에요. 찾는 학생의 번호를 적어 주세요.',
      noSuchClass: '없는 반이에요.',
    },
    show: '보기',
    showAll: '모두 보기',
  },
});
