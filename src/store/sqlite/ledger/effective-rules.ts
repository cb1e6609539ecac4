import type { Statement } from 'better-sqlite3';
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
import { type BudgetRow, budgetFrom } from '../../sql/rows/budget-row.ts';
import { type ClassRow, classFrom } from '../../sql/rows/class-row.ts';
import { type StudentRow, studentFrom } from '../../sql/rows/student-row.ts';
import { type TopUpRow, topUpFrom } from '../../sql/rows/top-up-row.ts';
import type { Sqlite } from '../engine/database.ts';
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

/**
 * Which rules apply to whom, cached until anything about them changes. There is one writer, so emptying the cache at
 * every change by the owner is exact, and cheap: changes are rare, calls are not.
 */
export class EffectiveRules {
  readonly #invalidation: RuleInvalidation;
  readonly #defaults: DefaultLimits;
  readonly #serverCalendar: Calendar;
  readonly #students = new Map<number, StudentRules>();
  readonly #student: Statement;
  readonly #classOf: Statement;
  readonly #budgetsOf: Statement;
  readonly #topUpsOf: Statement;
  readonly #shared = new Map<number, readonly BudgetRule[]>();
  readonly #classes = new Map<number, SchoolClass>();
  readonly #classTopUps = new Map<number, readonly TopUp[]>();

  constructor(
    sqlite: Sqlite,
    invalidation: RuleInvalidation,
    { defaults, timeZone }: { readonly defaults: DefaultLimits; readonly timeZone: string },
  ) {
    this.#invalidation = invalidation;
    this.#defaults = defaults;
    this.#serverCalendar = calendarOf(null, timeZone);
    this.#student = sqlite.prepare('SELECT * FROM students WHERE id = ? AND deleted_at IS NULL');
    this.#classOf = sqlite.prepare('SELECT * FROM classes WHERE id = ? AND deleted_at IS NULL');
    this.#topUpsOf = sqlite.prepare(
      'SELECT * FROM top_ups WHERE scope = ? AND scope_id = ? AND withdrawn_at IS NULL ORDER BY id',
    );
    this.#budgetsOf = sqlite.prepare('SELECT * FROM budgets WHERE scope = ? AND scope_id = ? ORDER BY id');
  }

  forget(): void {
    this.#students.clear();
    this.#shared.clear();
    this.#classes.clear();
    this.#classTopUps.clear();
  }

  /** @throws NotFoundError */
  ofStudent(studentId: number): StudentRules {
    const known = this.#students.get(studentId);
    if (known !== undefined) return known;
    const found = this.#look(studentId);
    this.#students.set(studentId, found);
    return found;
  }

  /** @throws NotFoundError for an unknown class or student */
  rulesOf(scope: Scope, scopeId: number): readonly BudgetRule[] {
    if (scope === 'wallet') return this.#walletRules();
    if (scope === 'student') return this.ofStudent(scopeId).rules.filter((rule) => rule.scope === 'student');
    const schoolClass = this.#class(scopeId);
    if (schoolClass === null) throw new NotFoundError(`there is no class ${scopeId}`);
    return this.#classRules(schoolClass);
  }

  /** Those that were not withdrawn, in effect or not. @throws NotFoundError for an unknown student */
  topUpsOf(scope: Scope, scopeId: number): readonly TopUp[] {
    if (scope === 'wallet') return [];
    if (scope === 'class') return this.#topUpsOfClass(scopeId);
    return this.ofStudent(scopeId).topUps.filter((topUp) => topUp.scope === 'student');
  }

  #topUpsOfClass(classId: number): readonly TopUp[] {
    const known = this.#classTopUps.get(classId);
    if (known !== undefined) return known;
    const topUps = this.#readTopUps('class', classId);
    this.#classTopUps.set(classId, topUps);
    return topUps;
  }

  #readTopUps(scope: TopUpScope, scopeId: number): readonly TopUp[] {
    return (this.#topUpsOf.all(scope, scopeId) as TopUpRow[]).map(topUpFrom);
  }

  /** All students get the same objects, so that each of their balances is looked up once. */
  #walletRules(): readonly BudgetRule[] {
    return this.#remembered(WALLET_ID, () => walletRules(this.#sources([['wallet', WALLET_ID]])));
  }

  #classRules(schoolClass: SchoolClass): readonly BudgetRule[] {
    const { id } = schoolClass;
    return this.#remembered(id, () => classRules(id, this.#calendar(schoolClass), this.#sources([['class', id]])));
  }

  /** @param classId WALLET_ID, which is no class's, for the wallet */
  #remembered(classId: number, look: () => readonly BudgetRule[]): readonly BudgetRule[] {
    const known = this.#shared.get(classId);
    if (known !== undefined) return known;
    const rules = look();
    this.#shared.set(classId, rules);
    return rules;
  }

  #look(studentId: number): StudentRules {
    const row = this.#student.get(studentId) as StudentRow | undefined;
    if (row === undefined) throw new NotFoundError(`there is no student ${studentId}`);
    const student = studentFrom(row);
    const schoolClass = student.classId === null ? null : this.#class(student.classId);
    const calendar = this.#calendar(schoolClass);
    const classId = student.classId ?? 0;
    const sources = this.#sources([
      ['class-student', classId],
      ['student', studentId],
    ]);
    const rules = [
      ...studentRules(student, calendar, sources),
      ...(schoolClass === null ? [] : this.#classRules(schoolClass)),
      ...this.#walletRules(),
    ];
    const ofClass = schoolClass === null ? [] : this.#topUpsOfClass(schoolClass.id);
    const topUps = [...this.#readTopUps('student', studentId), ...ofClass];
    const isSelective = rules.some(({ selector }) => selector !== null);
    return { student, schoolClass, calendar, rules, isSelective, topUps };
  }

  #calendar(schoolClass: SchoolClass | null): Calendar {
    return calendarOf(schoolClass, this.#serverCalendar.timeZone);
  }

  /** All students get the same object, so that the times of its lessons are found once. */
  #class(id: number): SchoolClass | null {
    const known = this.#classes.get(id);
    if (known !== undefined) return known;
    const row = this.#classOf.get(id);
    if (row === undefined) return null;
    const schoolClass = classFrom(row as ClassRow);
    this.#classes.set(id, schoolClass);
    return schoolClass;
  }

  /** Of one scope, or of a student together with the defaults of the class. */
  #sources(scopes: readonly (readonly [Budget['scope'], number])[]): RuleSources {
    const budgets = scopes.flatMap(([scope, id]) => (this.#budgetsOf.all(scope, id) as BudgetRow[]).map(budgetFrom));
    const sources = { budgets, defaults: this.#defaults, serverCalendar: this.#serverCalendar };
    const [scope, id] = scopes.at(-1) ?? ['wallet', WALLET_ID];
    if (scope === 'class-student' || budgets.every(({ carry }) => carry === null)) return sources;
    return { ...sources, carriesSince: this.#invalidation.historyOf(scope, id).carriesSince };
  }
}
