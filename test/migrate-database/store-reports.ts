import type { Store } from '../../src/store/store.ts';
import { USAGE_GROUPS } from '../../src/store/usage-report.ts';

const ALL_DAYS = { from: '2026-01-01', to: '2028-12-31' };
const ALL_TIME = { from: 0, to: Date.UTC(2029, 0, 1) };
const FIRST_PAGE = { after: null, limit: 500 };

/** What the pages and the API show of a store with few classes and students, by what it is. @param now ms UTC */
export async function storeReports(store: Store, now: number): Promise<Record<string, unknown>> {
  const { records, ledger, access, journal, notices } = store;
  const reports: Record<string, unknown> = {};
  for (const groupBy of USAGE_GROUPS) {
    reports[`usage by ${groupBy}`] = await records.usage({ ...ALL_DAYS, groupBy, split: 'model' });
    reports[`usage by ${groupBy} of a class`] = await records.usage({ ...ALL_DAYS, groupBy, classId: 2 });
  }
  const page = { sort: 'name', offset: 0, limit: 100, now } as const;
  return {
    ...reports,
    students: await records.studentOverview({ ...page, ...ALL_DAYS }),
    classes: await records.classOverview(page),
    records: await records.listRecords(FIRST_PAGE),
    outcomes: await records.outcomesOf(ALL_TIME),
    served: await records.servedUsage({ ...ALL_TIME, provider: 'openai' }),
    budgets: await ledger.listBudgets({}),
    wallet: await ledger.balancesOf('wallet', 0, now),
    balances: [...(await ledger.balancesOfStudents([1, 2, 3, 4], now))],
    topUps: await ledger.listTopUps(FIRST_PAGE),
    classList: await access.listClasses(FIRST_PAGE),
    studentList: await access.listStudents(FIRST_PAGE),
    tokens: await access.listTokens(1, FIRST_PAGE),
    incidents: await journal.listIncidents(FIRST_PAGE),
    audit: await journal.listAudit(FIRST_PAGE),
    pseudonymSecret: await journal.pseudonymSecret(),
    notices: await notices.listNotices(FIRST_PAGE),
    check: await ledger.check('full', now),
  };
}
