import type { SchoolClass } from '../../../access/classes.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { STEP_NAMES, type StepName } from './texts.ts';

/** Which of the first steps are done. */
export interface FirstSteps {
  readonly done: ReadonlySet<StepName>;
  /** The newest of each; null while there is none. */
  readonly schoolClass: SchoolClass | null;
  readonly studentId: number | null;
}

/** The first student with a token is nearly always among the newest of so few students. */
const MAX_STUDENTS_CHECKED = 50;
/** The first is often the owner, who tries it. */
const MIN_CLASS_SIZE = 2;

export async function loadFirstSteps({ now }: OwnerView, site: Site): Promise<FirstSteps> {
  const { access, ledger, records } = site.store;
  const [classes, budgets, students, isCalled] = await Promise.all([
    access.listClasses({ after: null, limit: 1 }),
    ledger.listBudgets({}),
    records.studentOverview({
      ...{ sort: 'created', from: '0001-01-01', to: '0001-01-01' },
      ...{ offset: 0, limit: MAX_STUDENTS_CHECKED, now },
    }),
    hasCalls(site),
  ]);
  const isDone: Record<StepName, boolean> = {
    class: classes.rows.length > 0,
    budget: budgets.length > 0,
    student: students.total > 0,
    token: students.rows.some(({ tokens }) => tokens > 0),
    call: isCalled,
    roster: students.total >= MIN_CLASS_SIZE,
  };
  return {
    done: new Set(STEP_NAMES.filter((name) => isDone[name])),
    schoolClass: classes.rows[0] ?? null,
    studentId: students.rows[0]?.student.id ?? null,
  };
}

/** A class is at work: what the steps lead to. Cheap, because the overview asks it every few seconds. */
export async function isClassAtWork(site: Site): Promise<boolean> {
  if (!(await hasCalls(site))) return false;
  const { rows } = await site.store.access.listStudents({ after: null, limit: MIN_CLASS_SIZE });
  return rows.length >= MIN_CLASS_SIZE;
}

export async function hasCalls(site: Site): Promise<boolean> {
  const { rows } = await site.store.records.listRecords({ after: null, limit: 1 });
  return rows.length > 0;
}
