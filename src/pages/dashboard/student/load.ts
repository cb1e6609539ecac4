import type { ApiToken } from '../../../access/api-tokens.ts';
import type { ClaimLink } from '../../../access/claim-links.ts';
import type { SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { loadReportDays } from '../../../admin/report-days.ts';
import { getStudent } from '../../../admin/students.ts';
import { type BudgetBalance, type BudgetLimit, WALLET_ID } from '../../../ledger/budgets.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { localDay, PERIODS } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import type { Site } from '../../web/deps.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import { type LoadedTopUps, loadTopUps } from '../top-ups/load.ts';

const USAGE_DAYS = 30;
const MAX_CALLS = 10;
const TOKENS_AT_ONCE = 200;

/** Everything the page of a student shows. */
export interface LoadedStudent {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  readonly classes: readonly SchoolClass[];
  /** Of the rules for this student alone, from any source; the shortest period first. */
  readonly balances: readonly BudgetBalance[];
  /** What the class gives each of its students. */
  readonly classDefaults: readonly BudgetLimit[];
  /** Of the class and the wallet: shared with others. */
  readonly shared: readonly BudgetBalance[];
  readonly topUps: LoadedTopUps;
  /** How much the student asks for now; null: nothing. */
  readonly asksFor: NanoUsd | null;
  /** Newest first, those that ended too. */
  readonly tokens: readonly ApiToken[];
  /** The newest one; undefined: the student never had one. */
  readonly claimLink: ClaimLink | undefined;
  /** First and last local day of `usage`. */
  readonly days: { readonly from: string; readonly to: string };
  readonly usage: UsageReport;
  readonly calls: readonly UsageRecord[];
}

/** @throws AdminError when there is no such student */
export async function loadStudent(id: number, view: OwnerView, site: Site): Promise<LoadedStudent> {
  const { ledger, records, claimLinks } = site.store;
  const [student, classes] = await Promise.all([getStudent(id, site), loadClasses(site)]);
  const schoolClass = student.classId === null ? null : await site.store.access.getClass(student.classId);
  const today = localDay(zoneOf(schoolClass, site), view.now);
  // A student who came from a class farther east has calls of days that have not begun here.
  const { last } = await loadReportDays(site);
  const from = addUtcDays(today, 1 - USAGE_DAYS);
  const [balances, classDefaults, shared, topUps, requests, tokens, links, usage, calls] = await Promise.all([
    ledger.balancesOf('student', id, view.now).then(sortByPeriod),
    schoolClass === null ? [] : ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
    loadSharedBalances(schoolClass, view.now, site),
    loadTopUps('student', id, schoolClass, site),
    site.store.moneyRequests.listOf(id, view.now),
    loadTokens(id, site),
    claimLinks.newestOf([id]),
    records.usage({ from, to: last, groupBy: 'day', split: 'model', studentId: id }),
    records.listRecords({ studentId: id, after: null, limit: MAX_CALLS }),
  ]);
  const lastOfUsage = usage.rows.at(-1)?.key ?? today;
  const days = { from, to: [today, lastOfUsage].sort().at(-1) ?? today };
  const asksFor = requests.find(({ state }) => state === 'open')?.amount ?? null;
  const ofStudent = { balances, classDefaults, shared, topUps, asksFor, tokens, claimLink: links.get(id) };
  return { student, schoolClass, classes: withOwn(classes, schoolClass), ...ofStudent, days, usage, calls: calls.rows };
}

/** A student of an archived class stays in it while something else of the student is changed. */
function withOwn(classes: readonly SchoolClass[], own: SchoolClass | null): readonly SchoolClass[] {
  return own === null || classes.some(({ id }) => id === own.id) ? classes : [...classes, own];
}

/** Days and periods of a student are those of the class, or of the server. */
export function studentView(
  view: OwnerView,
  { schoolClass }: Pick<LoadedStudent, 'schoolClass'>,
  site: Site,
): OwnerView {
  return inZone(view, zoneOf(schoolClass, site));
}

function zoneOf(schoolClass: SchoolClass | null, { timeZone }: Site): string {
  return schoolClass?.timeZone ?? timeZone;
}

function sortByPeriod(balances: readonly BudgetBalance[]): readonly BudgetBalance[] {
  return balances.toSorted((a, b) => PERIODS.indexOf(a.period) - PERIODS.indexOf(b.period));
}

async function loadSharedBalances(schoolClass: SchoolClass | null, now: number, { store }: Site) {
  const [ofClass, ofWallet] = await Promise.all([
    schoolClass === null ? [] : store.ledger.balancesOf('class', schoolClass.id, now),
    store.ledger.balancesOf('wallet', WALLET_ID, now),
  ]);
  return [...ofClass, ...ofWallet];
}

/** Newest first. */
export async function loadTokens(studentId: number, { store }: Site): Promise<readonly ApiToken[]> {
  const tokens: ApiToken[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.access.listTokens>> = await store.access.listTokens(studentId, {
      after,
      limit: TOKENS_AT_ONCE,
    });
    tokens.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return tokens.reverse();
}
