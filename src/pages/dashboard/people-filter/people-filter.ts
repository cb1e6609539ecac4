import type { Language } from '../../../access/classes.ts';
import type { Store } from '../../../store/store.ts';
import { selectField, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import { WHO, type WhoError } from './texts.ts';

/** Whose names stand in lists: everybody there ever was, and the classes there are. */
export interface Who {
  readonly students: ReadonlyMap<number, { readonly name: string; readonly removed: boolean }>;
  readonly classes: ReadonlyMap<number, string>;
}

export interface WhoFilter {
  readonly studentId?: number;
  /** 0: of students without a class. */
  readonly classId?: number;
}

export interface WhoChoice {
  /** As it was sent: shown again. */
  readonly sent: { readonly student: string; readonly class: string };
  readonly filter: WhoFilter;
  readonly errors: { readonly student?: WhoError; readonly class?: WhoError };
}

/** The value of the filter for students without a class. */
export const NO_CLASS = 'none';
const NO_CLASS_ID = 0;

export async function loadWho(store: Store): Promise<Who> {
  const [everyone, classes] = await Promise.all([store.access.everyStudent(), loadClasses({ store })]);
  return {
    students: new Map(everyone.map(({ id, ...student }) => [id, student])),
    classes: new Map(classes.map(({ id, name }) => [id, name])),
  };
}

/** Reads `student` (a number or an exact name) and `class` (a number, or "none") of a query. */
export function whoFrom(query: URLSearchParams, who: Who): WhoChoice {
  const sent = { student: query.get('student')?.trim() ?? '', class: query.get('class')?.trim() ?? '' };
  const student = sent.student === '' ? undefined : studentFrom(sent.student, who);
  const schoolClass = sent.class === '' ? undefined : classFrom(sent.class, who);
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

function studentFrom(text: string, { students }: Who): number | WhoError {
  if (/^\d{1,15}$/.test(text) && students.has(Number(text))) return Number(text);
  const name = text.normalize();
  const named = [...students].filter(([, student]) => student.name.normalize() === name);
  const [found] = named;
  if (found === undefined) return 'noStudent';
  return named.length === 1 ? found[0] : 'severalStudents';
}

function classFrom(text: string, { classes }: Who): number | WhoError {
  if (text === NO_CLASS) return NO_CLASS_ID;
  return /^\d{1,15}$/.test(text) && classes.has(Number(text)) ? Number(text) : 'noSuchClass';
}

/** So many names fit into a list that can still be looked through, and into a page. */
const MAX_IN_A_LIST = 200;

/** The fields of both filters; beyond a few hundred students, one is named instead of chosen. */
export function whoFields({ language }: ViewContext, who: Who, { sent, filter, errors }: WhoChoice): Html {
  const t = WHO[language];
  const error = (name: 'student' | 'class') => (errors[name] === undefined ? undefined : t.errors[errors[name]]);
  const classes = selectField({
    name: 'class',
    label: t.class,
    value: filter.classId === NO_CLASS_ID ? NO_CLASS : String(filter.classId ?? ''),
    choices: [
      { value: '', text: t.everyClass },
      ...[...who.classes].map(([id, text]) => ({ value: String(id), text })),
      { value: NO_CLASS, text: t.noClass },
    ],
    error: error('class'),
  });
  const student = { name: 'student', label: t.student, error: error('student') };
  const isListed = who.students.size <= MAX_IN_A_LIST && errors.student === undefined;
  const students = isListed
    ? selectField({ ...student, value: String(filter.studentId ?? ''), choices: studentChoices(language, who) })
    : textField({ ...student, value: sent.student, placeholder: t.studentHint });
  return html`${classes}${students}`;
}

function studentChoices(language: Language, { students }: Who) {
  const t = WHO[language];
  const choices = [...students]
    .map(([id, { name, removed }]) => ({ value: String(id), text: removed ? t.removed(name) : name }))
    .sort((a, b) => a.text.localeCompare(b.text, language));
  return [{ value: '', text: t.everyone }, ...choices];
}

/** A student's name, leading to the student's page while there is one. */
export function studentLink({ language }: ViewContext, { students }: Who, id: number): Html {
  const student = students.get(id);
  if (student === undefined || student.removed) {
    return html`<span class="who">${WHO[language].removed(student?.name ?? String(id))}</span>`;
  }
  return html`<a class="who" href="/dashboard/students/${id}">${student.name}</a>`;
}

/** A class's name, leading to its page while there is one. @param id null or 0: no class */
export function classLink({ language }: ViewContext, { classes }: Who, id: number | null): Html {
  const t = WHO[language];
  if (id === null || id === NO_CLASS_ID) return html`<span class="who">${t.noClass}</span>`;
  const name = classes.get(id);
  if (name === undefined) return html`<span class="who">${t.deletedClass(id)}</span>`;
  return html`<a class="who" href="/dashboard/classes/${id}">${name}</a>`;
}
