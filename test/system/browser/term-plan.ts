import type { Language } from '../../../src/language/languages.ts';

/** The owner is told of a student's budget first at so much of it, and the student reads it, too. */
export const NOTICE_PERCENT = 80;

/** Notices are looked for, and pages load their numbers again, every few seconds. */
export const NEWS_TIMEOUT_MS = 45_000;

/** What people enter in the term of one class: names, amounts and words of their own. */
export interface Term {
  readonly language: Language;
  readonly className: string;
  readonly nextClassName: string;
  readonly student: { readonly name: string; readonly number: string };
  readonly classmate: { readonly name: string; readonly number: string };
  /** Of each student a week, in nano-USD: some questions of the try-it box. */
  readonly limit: number;
  readonly asked: { readonly usd: string; readonly nano: number };
  readonly reason: string;
  /** Of the top-up: the Sunday. */
  readonly lastDay: string;
  readonly word: string;
  readonly instructions: string;
  /** Of the class's own, each a number that is found nowhere else in a line. */
  readonly limits: Readonly<Record<'studentRequests' | 'studentCalls' | 'classRequests' | 'classCalls', number>>;
}

const AMOUNTS = {
  limit: 1_000_000,
  asked: { usd: '0.002', nano: 2_000_000 },
  lastDay: '2026-11-29',
  limits: { studentRequests: 37, studentCalls: 2, classRequests: 93, classCalls: 8 },
} as const;

export const TERMS: Readonly<Record<Language, Term>> = {
  en: {
    ...AMOUNTS,
    language: 'en',
    className: 'Python 101',
    nextClassName: 'Python 101, spring',
    student: { name: 'Kim Minji', number: '20261001' },
    classmate: { name: 'Emma Wilson', number: '20261002' },
    reason: 'Slides for the talk on Friday',
    word: 'Show us a draft first',
    instructions: 'Give hints, not solutions.',
  },
  ko: {
    ...AMOUNTS,
    language: 'ko',
    className: '파이썬 기초',
    nextClassName: '파이썬 기초 봄 학기',
    student: { name: '김민지', number: '20261001' },
    classmate: { name: '박하은', number: '20261002' },
    reason: '금요일 발표 자료를 만들려고요',
    word: '초안을 먼저 보여 주세요',
    instructions: '정답 대신 힌트를 주세요.',
  },
};
