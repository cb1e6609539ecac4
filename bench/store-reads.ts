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
  };
}

function overviews({ records }: Store, now: number): Read[] {
  const { month, year, 'parts of months': parts } = daysOf(now);
  const students = { sort: 'name', ...month, offset: 0, limit: 50, now } as const;
  return [
    ['students by name', () => records.studentOverview(students)],
    ['students by spending', () => records.studentOverview({ ...students, sort: 'spend' })],
    ['students by spending of a year', () => records.studentOverview({ ...students, ...year, sort: 'spend' })],
    [
      'students by spending of parts of months',
      () => records.studentOverview({ ...students, ...parts, sort: 'spend' }),
    ],
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
    [`balances of ${MANY} students`, () => ledger.balancesOfStudents(ids(MANY), now)],
  ];
}

function otherLists({ access, journal, ledger, records }: Store): Read[] {
  const page = { after: null, limit: 200 };
  return [
    ['all classes', () => access.listClasses(page)],
    ['all students', () => access.listStudents(page)],
    ['incidents', () => journal.listIncidents(page)],
    ['audit', () => journal.listAudit(page)],
    ['refusals', () => records.listRefusals(page)],
    ['open holds', () => ledger.openHolds(50)],
    ['budgets', () => ledger.listBudgets({})],
  ];
}
