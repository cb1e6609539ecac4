import type { AdminProblem } from '../admin/admin-error.ts';
import { type ApiError, conflict, invalidValue } from './api-error.ts';

type ArchiveProblem = Extract<
  AdminProblem,
  {
    readonly code:
      | 'class_archived'
      | 'class_not_archived'
      | 'removal_unconfirmed'
      | 'student_still_here'
      | 'forget_days_out_of_range';
  }
>;

/** @param param the field of the request that it is about */
export function translateArchiveProblem(problem: ArchiveProblem, param: string | null): ApiError {
  if (problem.code === 'removal_unconfirmed') {
    const texts = {
      en: `This would remove ${problem.students} students: say so with confirm_students.`,
      ko: `학생 ${problem.students}명을 삭제하게 됩니다. confirm_students에 그 수를 적어 확인하세요.`,
    };
    return conflict(texts, param);
  }
  if (problem.code === 'student_still_here') {
    const texts = {
      en: `Student ${problem.id} is neither removed nor in an archived class: remove the student first.`,
      ko: `학생 ${problem.id}번은 삭제되지 않았고 보관된 반에도 없습니다. 먼저 삭제하세요.`,
    };
    return conflict(texts, param);
  }
  if (problem.code === 'forget_days_out_of_range') {
    const texts = {
      en: `${param} must be a whole number from 1 to ${problem.max}, or null for never.`,
      ko: `${param} 값은 1부터 ${problem.max}까지의 정수이거나, 쓰지 않으려면 null이어야 합니다.`,
    };
    return invalidValue(param ?? '', texts);
  }
  if (problem.code === 'class_not_archived') {
    const texts = {
      en: `Class ${problem.id} is not archived.`,
      ko: `${problem.id}번 반은 보관된 반이 아닙니다.`,
    };
    return conflict(texts, param);
  }
  const texts = {
    en: `Class ${problem.id} (${problem.name}) is archived: reopen it first with POST /api/classes/${problem.id}/reopen.`,
    ko: `보관된 반입니다: ${problem.name} (${problem.id}번). POST /api/classes/${problem.id}/reopen으로 먼저 다시 여세요.`,
  };
  return conflict(texts, param);
}
