import type { Texts } from '../language/texts.ts';

export const NO_PSEUDONYM: Texts<string> = {
  en: 'No student of this gateway has this pseudonym.',
  ko: '이 가명을 쓰는 학생이 이 서버에는 없습니다.',
};

export function noStudent(id: number): Texts<string> {
  return {
    en: `There is no student ${id}. GET /api/students lists them.`,
    ko: `${id}번 학생은 없습니다. GET /api/students에 목록이 있습니다.`,
  };
}
