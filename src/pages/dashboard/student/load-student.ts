import type { ApiToken } from '../../../access/api-tokens.ts';
import type { SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { storedStudent } from '../../../api/students.ts';
import { type BudgetBalance, type BudgetLimit, WALLET_ID } from '../../../ledger/budgets.ts';
import { localDay, PERIODS } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Store } from '../../../store/store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import type { Site } from '../../web/deps.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { everyClass } from '../classes/every-class.ts';
import { STUDENTS_PATH } from '../students/query.ts';

export const USAGE_DAYS = 30;
const CALLS_SHOWN = 10;
const TOKENS_AT_ONCE = 200;

/** Everything the page of a student shows. */
export interface StudentFacts {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  readonly classes: readonly SchoolClass[];
  /** In force for this student, wherever they come from. */
  readonly balances: readonly BudgetBalance[];
  /** What the class gives each of its students. */
  readonly classDefaults: readonly BudgetLimit[];
  /** Of the class and the wallet: shared with others. */
  readonly shared: readonly BudgetBalance[];
  /** Newest first, those that ended too. */
  readonly tokens: readonly ApiToken[];
  /** First and last local day of `usage`, and what each was made of. */
  readonly days: { readonly from: string; readonly to: string };
  readonly usage: UsageReport;
  readonly calls: readonly UsageRecord[];
}

export function studentPath(id: number): string {
  return `${STUDENTS_PATH}/${id}`;
}

/** @throws OwnerError 404 */
export async function factsOf(id: number, view: OwnerView, { owner }: Site): Promise<StudentFacts> {
  const { store } = owner;
  const [student, classes] = await Promise.all([storedStudent(id, owner), everyClass(store)]);
  const schoolClass = classes.find((each) => each.id === student.classId) ?? null;
  const to = localDay(schoolClass?.timeZone ?? owner.timeZone, view.now);
  const days = { from: addUtcDays(to, 1 - USAGE_DAYS), to };
  const [balances, classDefaults, shared, tokens, usage, calls] = await Promise.all([
    store.ledger.balancesOf('student', id, view.now).then(shortestFirst),
    schoolClass === null ? [] : store.ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
    sharedBalances(schoolClass, view.now, store),
    everyToken(id, store),
    store.records.usage({ ...days, groupBy: 'day', split: 'model', studentId: id }),
    store.records.listRecords({ studentId: id, after: null, limit: CALLS_SHOWN }),
  ]);
  return { student, schoolClass, classes, balances, classDefaults, shared, tokens, days, usage, calls: calls.rows };
}

/** Days and periods of a student are those of the class. */
export function viewFor(view: OwnerView, { schoolClass }: Pick<StudentFacts, 'schoolClass'>): OwnerView {
  return schoolClass === null ? view : inZone(view, schoolClass.timeZone);
}

function shortestFirst(balances: readonly BudgetBalance[]): readonly BudgetBalance[] {
  return balances.toSorted((a, b) => PERIODS.indexOf(a.period) - PERIODS.indexOf(b.period));
}

async function sharedBalances(schoolClass: SchoolClass | null, now: number, { ledger }: Store) {
  const [ofClass, ofWallet] = await Promise.all([
    schoolClass === null ? [] : ledger.balancesOf('class', schoolClass.id, now),
    ledger.balancesOf('wallet', WALLET_ID, now),
  ]);
  return [...ofClass, ...ofWallet];
}

/** Newest first. */
export async function everyToken(studentId: number, { access }: Store): Promise<readonly ApiToken[]> {
  const tokens: ApiToken[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof access.listTokens>> = await access.listTokens(studentId, {
      after,
      limit: TOKENS_AT_ONCE,
    });
    tokens.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return tokens.reverse();
}
