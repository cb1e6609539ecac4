import { CLASS_PATH, classPath } from '../class/class-path.ts';
import { STUDENT_PATH, studentPath } from '../student/student-path.ts';

/** Downloads and e-mails of links that the owner was just shown. */
export const MADE_LINKS_PATH = '/dashboard/claim-links';
export const CLASS_LINKS_PATH = `${CLASS_PATH}/claim-links`;
export const STUDENT_LINK_PATH = `${STUDENT_PATH}/claim-link`;

export function classLinksPath(classId: number, below = ''): string {
  return classPath(classId, `/claim-links${below}`);
}

export function studentLinkPath(studentId: number, below = ''): string {
  return studentPath(studentId, `/claim-link${below}`);
}
