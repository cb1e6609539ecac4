export const STUDENTS_PATH = '/dashboard/students';
export const STUDENT_PATH = `${STUDENTS_PATH}/:id`;

/** The page of a student, or one below it. */
export function studentPath(id: number, below = ''): string {
  return `${STUDENTS_PATH}/${id}${below}`;
}
