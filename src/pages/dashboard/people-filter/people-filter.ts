import type { Language } from '../../../language/languages.ts';
import { selectField, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import type { People } from './load-people.ts';
import { PEOPLE, type PeopleError } from './texts.ts';

export interface PeopleFilter {
  readonly studentId?: number;
  /** 0: students without a class. */
  readonly classId?: number;
}

export interface PeopleChoice {
  /** As it was sent: shown again. */
  readonly sent: { readonly student: string; readonly class: string };
  readonly filter: PeopleFilter;
  readonly errors: { readonly student?: PeopleError; readonly class?: PeopleError };
}

/** The value of the filter for students without a class. */
export const NO_CLASS = 'none';
const NO_CLASS_ID = 0;

/** Reads `student` (a number or an exact name) and `class` (a number, or "none") of a query. */
export function parsePeopleChoice(query: URLSearchParams, people: People): PeopleChoice {
  const sent = { student: query.get('student')?.trim() ?? '', class: query.get('class')?.trim() ?? '' };
  const student = sent.student === '' ? undefined : findStudent(sent.student, people);
  const schoolClass = sent.class === '' ? undefined : findClass(sent.class, people);
  return {
    sent,
    filter: {
      ...(typeof student === 'number' ? { studentId: student } : {}),
      ...(typeof schoolClass === 'number' ? { classId: schoolClass } : {}),
    },
    errors: {
      ...(typeof student === 'string' ? { student } : {}),
      ...(typeof schoolClass === 'string' ? { class: schoolClass } : {}),
    },
  };
}

function findStudent(text: string, { students }: People): number | PeopleError {
  if (/^\d{1,15}$/.test(text) && students.has(Number(text))) return Number(text);
  const name = text.normalize();
  const named = [...students].filter(([, student]) => student.name.normalize() === name);
  const [found] = named;
  if (found === undefined) return 'noStudent';
  return named.length === 1 ? found[0] : 'severalStudents';
}

function findClass(text: string, { classes }: People): number | PeopleError {
  if (text === NO_CLASS) return NO_CLASS_ID;
  return /^\d{1,15}$/.test(text) && classes.has(Number(text)) ? Number(text) : 'noSuchClass';
}

/** A list of so many names can still be read through, and fits into a page. */
const MAX_LISTED_STUDENTS = 200;

/** The fields of both filters. With more students than a list holds, a name is typed, with suggestions, instead of chosen. */
export function peopleFields({ language }: ViewContext, people: People, choice: PeopleChoice): Html {
  const t = PEOPLE[language];
  const { sent, filter, errors } = choice;
  const error = (name: 'student' | 'class') => (errors[name] === undefined ? undefined : t.errors[errors[name]]);
  const classes = selectField({
    name: 'class',
    label: t.class,
    value: filter.classId === NO_CLASS_ID ? NO_CLASS : String(filter.classId ?? ''),
    choices: [
      { value: '', text: t.everyClass },
      ...[...people.classes]
        .filter(([id]) => id === filter.classId || !people.archivedClasses.has(id))
        .map(([id, text]) => ({ value: String(id), text })),
      { value: NO_CLASS, text: t.noClass },
    ],
    error: error('class'),
  });
  const student = { name: 'student', label: t.student, error: error('student') };
  const listed = [...people.students].filter(([id, { archived }]) => id === filter.studentId || !archived);
  const isListed = listed.length <= MAX_LISTED_STUDENTS && errors.student === undefined;
  const students = isListed
    ? selectField({ ...student, value: String(filter.studentId ?? ''), choices: studentChoices(language, listed) })
    : textField({
        ...{ ...student, value: sent.student, placeholder: t.studentHint },
        suggestions: suggestedNames(listed),
      });
  return html`${classes}${students}`;
}

type ListedStudent = readonly [number, People['students'] extends ReadonlyMap<number, infer Named> ? Named : never];

/** Of names and their tags: with more, a page would be heavier than it may be, so there are none. */
const MAX_SUGGESTION_BYTES = 30 * 1024;
const TAG_BYTES = '<option>'.length;

function suggestedNames(students: readonly ListedStudent[]): readonly string[] {
  const names = students.filter(([, { removed }]) => !removed).map(([, { name }]) => name);
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(name) + TAG_BYTES, 0);
  return bytes <= MAX_SUGGESTION_BYTES ? names : [];
}

function studentChoices(language: Language, students: readonly ListedStudent[]) {
  const t = PEOPLE[language];
  const choices = students
    .map(([id, { name, removed }]) => ({ value: String(id), text: removed ? t.removed(name) : name }))
    .sort((a, b) => a.text.localeCompare(b.text, language));
  return [{ value: '', text: t.everyone }, ...choices];
}
