import { randomUUID } from 'node:crypto';
import type { BudgetLimit } from '../../../../src/ledger/budgets.ts';
import { localDay } from '../local-days.ts';
import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { hasTerm, needsEnd } from '../term-rules.ts';
import { type ClassInWorld, change, endCarry, pick, type World } from '../world.ts';
import { ZONES } from '../zones.ts';
import { replaceLimits } from './budgets.ts';

/** First and last day of a term, in days from today; null: open on that side. */
export interface TermSpec {
  readonly from: number | null;
  readonly to: number | null;
}

export interface ClassSpec {
  readonly zone: number;
  readonly term: TermSpec;
  readonly budgets: readonly BudgetLimit[] | undefined;
  readonly studentBudgets: readonly BudgetLimit[] | undefined;
}

const MAX_CLASSES = 4;
const DAY_MS = 86_400_000;

export function createClass(spec: ClassSpec): Step {
  return step('createClass', spec, (world, store) => {
    if (world.classes.size >= MAX_CLASSES) return null;
    const fields = {
      name: `class ${randomUUID()}`,
      language: 'ko',
      allowedModels: null,
      ...calendarFrom(world, spec),
    } as const;
    const { now } = world;
    const sent = settled(store.access.createClass(fields, spec, change(world.now)));
    return async () => {
      const answer = await sent;
      const needs = hasTerm(spec.budgets) || hasTerm(spec.studentBudgets);
      if (needs && fields.endsOn === null) return mustFail(answer, 'term_without_end', 'a term without an end');
      const { id } = answerOf(answer);
      const { timeZone, startsOn, endsOn } = fields;
      world.classes.set(id, { id, timeZone, startsOn, endsOn, deleted: false, archived: false });
      endCarry(world, 'class', id, now);
      replaceLimits(world, 'class', id, spec.budgets, now);
      replaceLimits(world, 'class-student', id, spec.studentBudgets, now);
    };
  });
}

/** The owner edits a class: its zone, its dates, its limits. `zone` and `term` are left as they are when undefined. */
export function updateClass(spec: Partial<ClassSpec> & { readonly of: number }): Step {
  return step('updateClass', spec, (world, store) => {
    const schoolClass = pick([...world.classes.values()], spec.of);
    if (schoolClass === undefined) return null;
    const fields = editFrom(world, schoolClass, spec);
    const { now } = world;
    const limits = { budgets: spec.budgets, studentBudgets: spec.studentBudgets };
    const sent = settled(store.access.updateClass(schoolClass.id, fields, limits, change(world.now)));
    return async () => {
      const answer = await sent;
      if (schoolClass.deleted) return mustFail(answer, 'class_not_found', 'editing a deleted class');
      if (schoolClass.archived) return mustFail(answer, 'class_archived', 'editing an archived class');
      const endsOn = fields.endsOn === undefined ? schoolClass.endsOn : fields.endsOn;
      const needs = hasTerm(spec.budgets) || hasTerm(spec.studentBudgets);
      if (needs && endsOn === null) return mustFail(answer, 'term_without_end', 'a term without an end');
      if (schoolClass.endsOn !== null && endsOn === null && needsEnd(world, schoolClass, spec)) {
        return mustFail(answer, 'loses_end', 'taking away the last day of a term budget');
      }
      answerOf(answer);
      if (movesWindows(schoolClass, fields)) endCarryOfClass(world, schoolClass.id, now);
      Object.assign(schoolClass, fields);
      replaceLimits(world, 'class', schoolClass.id, spec.budgets, now);
      replaceLimits(world, 'class-student', schoolClass.id, spec.studentBudgets, now);
    };
  });
}

export function deleteClass(spec: { readonly of: number }): Step {
  return step('deleteClass', spec, (world, store) => {
    const schoolClass = pick([...world.classes.values()], spec.of);
    if (schoolClass === undefined) return null;
    const { id } = schoolClass;
    const { now } = world;
    const sent = settled(store.access.deleteClass(id, change(world.now)));
    return async () => {
      const answer = await sent;
      if (schoolClass.deleted) return mustFail(answer, 'class_not_found', 'deleting a class twice');
      const members = [...world.students.values()].filter((student) => student.classId === id && !student.removed);
      if (members.length > 0) return mustFail(answer, 'class_has_students', 'deleting a class that has students');
      answerOf(answer);
      schoolClass.deleted = true;
      replaceLimits(world, 'class', id, [], now);
      replaceLimits(world, 'class-student', id, [], now);
    };
  });
}

type CalendarEdit = Partial<Pick<ClassInWorld, 'timeZone' | 'startsOn' | 'endsOn'>>;

function movesWindows(schoolClass: ClassInWorld, edit: CalendarEdit): boolean {
  return (['timeZone', 'startsOn', 'endsOn'] as const).some(
    (field) => edit[field] !== undefined && edit[field] !== schoolClass[field],
  );
}

/** Its windows are cut elsewhere, and those of its students. */
function endCarryOfClass(world: World, id: number, now: number): void {
  endCarry(world, 'class', id, now);
  for (const student of world.students.values()) {
    if (student.classId === id) endCarry(world, 'student', student.id, now);
  }
}

function editFrom(world: World, { timeZone }: ClassInWorld, spec: Partial<ClassSpec>): CalendarEdit {
  const zone = spec.zone === undefined ? undefined : ZONES[spec.zone % ZONES.length];
  const term = spec.term === undefined ? {} : daysFrom(world, zone ?? timeZone, spec.term);
  return zone === undefined ? term : { timeZone: zone, ...term };
}

function calendarFrom(world: World, { zone, term }: ClassSpec) {
  const timeZone = ZONES[zone % ZONES.length] ?? 'UTC';
  return { timeZone, ...daysFrom(world, timeZone, term) };
}

function daysFrom({ now }: World, timeZone: string, { from, to }: TermSpec) {
  return {
    startsOn: from === null ? null : localDay(timeZone, now + from * DAY_MS),
    endsOn: to === null ? null : localDay(timeZone, now + to * DAY_MS),
  };
}
