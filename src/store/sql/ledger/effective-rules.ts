import type { SchoolClass } from '../../../access/classes.ts';
import { calendarOf } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { type Budget, type BudgetRule, type Scope, WALLET_ID } from '../../../ledger/budgets.ts';
import {
  classRules,
  type DefaultLimits,
  type RuleSources,
  studentRules,
  walletRules,
} from '../../../ledger/effective-rules.ts';
import type { Calendar } from '../../../ledger/periods.ts';
import type { TopUp, TopUpScope } from '../../../ledger/top-ups.ts';
import { NotFoundError } from '../../errors.ts';
import { type BudgetRow, budgetFrom } from '../rows/budget-row.ts';
import { type ClassRow, classFrom } from '../rows/class-row.ts';
import { type StudentRow, studentFrom } from '../rows/student-row.ts';
import { type TopUpRow, topUpFrom } from '../rows/top-up-row.ts';
import { allRows, firstRow, mapWork, type SqlWork } from '../sql-work.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/** What the ledger must know of a student to place a hold. */
export interface StudentRules {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  readonly calendar: Calendar;
  readonly rules: readonly BudgetRule[];
  /** Some of them count some calls only. */
  readonly isSelective: boolean;
  /** Of the student and the class, without those that were withdrawn. */
  readonly topUps: readonly TopUp[];
}

const TOP_UPS = 'SELECT * FROM top_ups WHERE scope = ? AND scope_id = ? AND withdrawn_at IS NULL ORDER BY id';
const BUDGETS = 'SELECT * FROM budgets WHERE scope = ? AND scope_id = ? ORDER BY id';

/**
 * Which rules apply to whom, cached until anything about them changes: emptying the cache at every change by the owner is
 * exact, and cheap, for changes are rare and calls are not.
 */
export class EffectiveRules {
  readonly #invalidation: RuleInvalidation;
  readonly #defaults: DefaultLimits;
  readonly #serverCalendar: Calendar;
  readonly #students = new Map<number, StudentRules>();
  /** Of a class by its id; of the wallet by WALLET_ID, which is no class's. */
  readonly #shared = new Map<number, readonly BudgetRule[]>();
  readonly #classes = new Map<number, SchoolClass>();
  readonly #classTopUps = new Map<number, readonly TopUp[]>();

  constructor(
    invalidation: RuleInvalidation,
    { defaults, timeZone }: { readonly defaults: DefaultLimits; readonly timeZone: string },
  ) {
    this.#invalidation = invalidation;
    this.#defaults = defaults;
    this.#serverCalendar = calendarOf(null, timeZone);
  }

  forget(): void {
    this.#students.clear();
    this.#shared.clear();
    this.#classes.clear();
    this.#classTopUps.clear();
  }

  /** null: they have to be read. */
  knownOf(studentId: number): StudentRules | null {
    return this.#students.get(studentId) ?? null;
  }

  /** @throws NotFoundError */
  *ofStudent(studentId: number): SqlWork<StudentRules> {
    const known = this.#students.get(studentId);
    if (known !== undefined) return known;
    return setOnce(this.#students, studentId, yield* this.#look(studentId));
  }

  /** @throws NotFoundError for an unknown class or student */
  *rulesOf(scope: Scope, scopeId: number): SqlWork<readonly BudgetRule[]> {
    if (scope === 'wallet') return yield* this.#walletRules();
    if (scope === 'student') return (yield* this.ofStudent(scopeId)).rules.filter((rule) => rule.scope === 'student');
    const schoolClass = yield* this.#class(scopeId);
    if (schoolClass === null) throw new NotFoundError(`there is no class ${scopeId}`);
    return yield* this.#classRules(schoolClass);
  }

  /** Those that were not withdrawn, in effect or not. @throws NotFoundError for an unknown student */
  *topUpsOf(scope: Scope, scopeId: number): SqlWork<readonly TopUp[]> {
    if (scope === 'wallet') return [];
    if (scope === 'class') return yield* this.#topUpsOfClass(scopeId);
    return (yield* this.ofStudent(scopeId)).topUps.filter((topUp) => topUp.scope === 'student');
  }

  *#topUpsOfClass(classId: number): SqlWork<readonly TopUp[]> {
    const known = this.#classTopUps.get(classId);
    if (known !== undefined) return known;
    return setOnce(this.#classTopUps, classId, yield* this.#readTopUps('class', classId));
  }

  *#readTopUps(scope: TopUpScope, scopeId: number): SqlWork<readonly TopUp[]> {
    return (yield* allRows<TopUpRow>(TOP_UPS, scope, scopeId)).map(topUpFrom);
  }

  /** All students get the same objects, so that each of their balances is looked up once. */
  *#walletRules(): SqlWork<readonly BudgetRule[]> {
    const known = this.#shared.get(WALLET_ID);
    if (known !== undefined) return known;
    return setOnce(this.#shared, WALLET_ID, walletRules(yield* this.#sources([['wallet', WALLET_ID]])));
  }

  *#classRules(schoolClass: SchoolClass): SqlWork<readonly BudgetRule[]> {
    const { id } = schoolClass;
    const known = this.#shared.get(id);
    if (known !== undefined) return known;
    const rules = classRules(id, this.#calendar(schoolClass), yield* this.#sources([['class', id]]));
    return setOnce(this.#shared, id, rules);
  }

  *#look(studentId: number): SqlWork<StudentRules> {
    const row = yield* firstRow<StudentRow>('SELECT * FROM students WHERE id = ? AND deleted_at IS NULL', studentId);
    if (row === undefined) throw new NotFoundError(`there is no student ${studentId}`);
    const student = studentFrom(row);
    const schoolClass = student.classId === null ? null : yield* this.#class(student.classId);
    const calendar = this.#calendar(schoolClass);
    const classId = student.classId ?? 0;
    const sources = yield* this.#sources([
      ['class-student', classId],
      ['student', studentId],
    ]);
    const rules = [
      ...studentRules(student, calendar, sources),
      ...(schoolClass === null ? [] : yield* this.#classRules(schoolClass)),
      ...(yield* this.#walletRules()),
    ];
    const ofClass = schoolClass === null ? [] : yield* this.#topUpsOfClass(schoolClass.id);
    const topUps = [...(yield* this.#readTopUps('student', studentId)), ...ofClass];
    const isSelective = rules.some(({ selector }) => selector !== null);
    return { student, schoolClass, calendar, rules, isSelective, topUps };
  }

  #calendar(schoolClass: SchoolClass | null): Calendar {
    return calendarOf(schoolClass, this.#serverCalendar.timeZone);
  }

  /** All students get the same object, so that the times of its lessons are found once. */
  *#class(id: number): SqlWork<SchoolClass | null> {
    const known = this.#classes.get(id);
    if (known !== undefined) return known;
    const row = yield* firstRow<ClassRow>('SELECT * FROM classes WHERE id = ? AND deleted_at IS NULL', id);
    if (row === undefined) return null;
    return setOnce(this.#classes, id, classFrom(row));
  }

  /** Of one scope, or of a student together with the defaults of the class. */
  *#sources(scopes: readonly (readonly [Budget['scope'], number])[]): SqlWork<RuleSources> {
    const rows = yield* mapWork(scopes, ([scope, id]) => allRows<BudgetRow>(BUDGETS, scope, id));
    const budgets = rows.flat().map(budgetFrom);
    const sources = { budgets, defaults: this.#defaults, serverCalendar: this.#serverCalendar };
    const [scope, id] = scopes.at(-1) ?? ['wallet', WALLET_ID];
    if (scope === 'class-student' || budgets.every(({ carry }) => carry === null)) return sources;
    return { ...sources, carriesSince: (yield* this.#invalidation.historyOf(scope, id)).carriesSince };
  }
}

/** Works that run side by side read the same: all of them go on with what the first one found. */
function setOnce<Value>(cache: Map<number, Value>, id: number, value: Value): Value {
  const known = cache.get(id);
  if (known !== undefined) return known;
  cache.set(id, value);
  return value;
}
