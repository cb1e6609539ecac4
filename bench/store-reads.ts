import { firstIdAt } from '../src/ledger/hold-ids.ts';
import { addUtcDays, DAY_MS, firstOfMonth, utcDay } from '../src/ledger/utc-days.ts';
import type { RecordFilter } from '../src/store/record-store.ts';
import type { Store } from '../src/store/store.ts';
import { USAGE_GROUPS } from '../src/store/usage-report.ts';

type Read = readonly [name: string, read: () => Promise<unknown>];

const STUDENT_ID = 700;
const CLASS_ID = 7;
const MODEL = 'gpt-5.4';
const MANY = 2000;

/** What pages, the API and jobs read of a school as million-postgres.ts fills it. @param now ms UTC */
export function storeReads(store: Store, now: number): readonly Read[] {
  return [
    ...overviews(store, now),
    ...recordLists(store, now),
    ...usageReports(store, now),
    ...sums(store, now),
    ...balances(store, now),
    ...otherLists(store),
    ...listsOfPeople(store, now),
    ...listsOfEvents(store, now),
  ];
}

function daysOf(now: number) {
  const today = utcDay(now);
  const to = addUtcDays(today, 1);
  return {
    year: { from: addUtcDays(today, -330), to },
    term: { from: addUtcDays(today, -120), to },
    month: { from: firstOfMonth(today), to },
    'parts of months': { from: addUtcDays(today, -100), to: addUtcDays(today, -3) },
    today: { from: today, to: today },
    // As many days from the ends of months, and of closed days, as a range can have.
    'an uneven year': { from: `${monthsAgo(today, 11)}-05`, to: `${monthsAgo(today, 1)}-15` },
    'an uneven half-year': { from: `${monthsAgo(today, 7)}-16`, to: `${monthsAgo(today, 1)}-14` },
  };
}

/** @returns YYYY-MM */
function monthsAgo(day: string, months: number): string {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 - months, 1)).toISOString().slice(0, 7);
}

function overviews({ records }: Store, now: number): Read[] {
  const { month, year, 'parts of months': parts, 'an uneven year': uneven } = daysOf(now);
  const students = { sort: 'name', ...month, offset: 0, limit: 50, now } as const;
  return [
    ['students by name', () => records.studentOverview(students)],
    ['students by spending', () => records.studentOverview({ ...students, sort: 'spend' })],
    ['students by spending of a year', () => records.studentOverview({ ...students, ...year, sort: 'spend' })],
    [
      'students by spending of parts of months',
      () => records.studentOverview({ ...students, ...parts, sort: 'spend' }),
    ],
    [
      'students by spending of an uneven year',
      () => records.studentOverview({ ...students, ...uneven, sort: 'spend' }),
    ],
    ['students without a token', () => records.studentOverview({ ...students, state: 'no_token', limit: 200 })],
    ['students of a class', () => records.studentOverview({ ...students, classId: CLASS_ID })],
    ['students with a part of a name', () => records.studentOverview({ ...students, search: '17' })],
    ['classes by name', () => records.classOverview({ sort: 'name', offset: 0, limit: 50, now })],
    ['classes by spending', () => records.classOverview({ sort: 'spend', offset: 0, limit: 50, now })],
  ];
}

const FILTERS: Readonly<Record<string, RecordFilter>> = {
  records: {},
  'records of a student': { studentId: STUDENT_ID },
  'records of a class': { classId: CLASS_ID },
  'records of a model': { servedModel: MODEL },
  'records of a model without any': { servedModel: 'none' },
  'records of a student and a model': { studentId: STUDENT_ID, servedModel: MODEL },
  'records of a student and a model without any': { studentId: STUDENT_ID, servedModel: 'none' },
  'records of a student without any': { studentId: 99_999 },
  'records of a class and a model': { classId: CLASS_ID, servedModel: MODEL },
  'records that are ok': { outcome: 'ok' },
  'records that were cancelled': { outcome: 'cancelled' },
  'records of a student that were cancelled': { studentId: STUDENT_ID, outcome: 'cancelled' },
  'records of a class that are ok': { classId: CLASS_ID, outcome: 'ok' },
};

function recordLists({ records }: Store, now: number): Read[] {
  const halfYearAgo = firstIdAt(now - 180 * DAY_MS);
  return Object.entries(FILTERS).flatMap(([name, filter]): Read[] => [
    [name, () => records.listRecords({ after: null, limit: 50, ...filter })],
    [`${name}, half a year ago`, () => records.listRecords({ after: halfYearAgo, limit: 50, ...filter })],
  ]);
}

function usageReports({ records }: Store, now: number): Read[] {
  const days = daysOf(now);
  const grouped = Object.entries(days).flatMap(([name, range]) =>
    USAGE_GROUPS.map((groupBy): Read => [`usage of ${name} by ${groupBy}`, () => records.usage({ ...range, groupBy })]),
  );
  const { year } = days;
  const ofStudent = { ...year, studentId: STUDENT_ID };
  return [
    ...grouped,
    ['usage of a year by day and model', () => records.usage({ ...year, groupBy: 'day', split: 'model' })],
    ['usage of a year by student and model', () => records.usage({ ...year, groupBy: 'student', split: 'model' })],
    ['usage of a class in a year by model', () => records.usage({ ...year, groupBy: 'model', classId: CLASS_ID })],
    [
      'usage of a class in an uneven year by student',
      () => records.usage({ ...days['an uneven year'], groupBy: 'student', classId: CLASS_ID }),
    ],
    [
      'usage of an uneven year by student and model',
      () => records.usage({ ...days['an uneven year'], groupBy: 'student', split: 'model' }),
    ],
    [
      'usage of a student in a month by model',
      () => records.usage({ ...days.month, studentId: STUDENT_ID, groupBy: 'model' }),
    ],
    ['usage of a student in a year by day', () => records.usage({ ...ofStudent, groupBy: 'day' })],
    ['usage of a class in a year by student', () => records.usage({ ...year, groupBy: 'student', classId: CLASS_ID })],
  ];
}

function sums({ records }: Store, now: number): Read[] {
  const to = now + 1;
  return [
    ['outcomes of a day', () => records.outcomesOf({ from: now - DAY_MS, to, classTimeZone: 'Asia/Seoul' })],
    ['outcomes of a month', () => records.outcomesOf({ from: now - 30 * DAY_MS, to, classTimeZone: 'Asia/Seoul' })],
    ['served usage of a day', () => records.servedUsage({ from: now - DAY_MS, to, provider: 'openai' })],
    ['served usage of a month', () => records.servedUsage({ from: now - 30 * DAY_MS, to, provider: 'openai' })],
  ];
}

function balances({ ledger }: Store, now: number): Read[] {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ['balances of a student', () => ledger.balancesOf('student', STUDENT_ID, now)],
    ['balances of a class', () => ledger.balancesOf('class', CLASS_ID, now)],
    ['balances of 50 students', () => ledger.balancesOfStudents(ids(50), now)],
    ['balances of a page of 200 students', () => ledger.balancesOfStudents(ids(200), now)],
    // As the overview looks for those who are near their limit.
    [
      `balances of ${MANY} students`,
      () =>
        Promise.all([0, 1, 2, 3].map((n) => ledger.balancesOfStudents(ids(MANY).slice(n * 500, (n + 1) * 500), now))),
    ],
  ];
}

function otherLists({ access, diagnostics, ledger }: Store): Read[] {
  const page = { after: null, limit: 200 };
  return [
    ['all classes', () => access.listClasses(page)],
    ['all students', () => access.listStudents(page)],
    ['open holds', () => ledger.openHolds(50)],
    ['budgets', () => ledger.listBudgets({})],
    ['top-ups', () => ledger.listTopUps(page)],
    ['time zones', () => access.listTimeZones('UTC')],
    ['what a support bundle says of the database', () => diagnostics.read()],
  ];
}

function listsOfPeople({ access, claimLinks, forgetting, joining, moneyRequests }: Store, now: number): Read[] {
  const page = { after: null, limit: 200 };
  const ids = Array.from({ length: 50 }, (_, index) => index + 1);
  return [
    ['students of a class, as a list', () => access.listStudents({ ...page, classId: CLASS_ID })],
    ['students of a name', () => access.listStudents({ ...page, name: 'Student 700' })],
    ['names of all students', () => access.everyStudent()],
    ['API tokens of a student', () => access.listTokens(STUDENT_ID, page)],
    ['claim links of 50 students', () => claimLinks.newestOf(ids)],
    ['students who can be forgotten', () => forgetting.listForgettable(page)],
    ['join requests', () => joining.listRequests({ ...page, now })],
    ['money requests', () => moneyRequests.listOpen({ ...page, now })],
  ];
}

function listsOfEvents({ deliveries, journal, notices, records }: Store, now: number): Read[] {
  const page = { after: null, limit: 200 };
  const today = utcDay(now);
  return [
    ['incidents', () => journal.listIncidents(page)],
    ['open incidents', () => journal.listIncidents({ ...page, open: true })],
    ['audit', () => journal.listAudit(page)],
    ['refusals', () => records.listRefusals(page)],
    ['refusals of a student', () => records.listRefusals({ ...page, studentId: STUDENT_ID })],
    ['refusals by day', () => records.refusalDays({ from: addUtcDays(today, -30), to: today })],
    ['refused models', () => records.refusedModels(now - 30 * DAY_MS)],
    ['a call by its id', () => records.findCall(firstIdAt(now - 100 * DAY_MS), STUDENT_ID)],
    ['notices', () => notices.listNotices(page)],
    ['unread notices', () => notices.countUnreadNotices()],
    ['thresholds that a student passed', () => notices.crossingsOf(STUDENT_ID, now)],
    ['deliveries', () => deliveries.list(page)],
  ];
}
