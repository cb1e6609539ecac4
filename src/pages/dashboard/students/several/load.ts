import { comparableName } from '../../../../access/students.ts';
import type { Site } from '../../../web/deps.ts';
import type { ViewContext } from '../../../web/view-context.ts';

const MAX_COMPARED = 10_000;

/** The names in the form in which two are compared. @param classId null: of the students without a class */
export async function loadNamesIn(
  classId: number | null,
  { now }: ViewContext,
  { store }: Site,
): Promise<ReadonlySet<string>> {
  // Only the names are wanted: what they spent on one day long ago costs nothing to sum up.
  const query = { sort: 'name', from: '1970-01-01', to: '1970-01-01', offset: 0, limit: MAX_COMPARED, now } as const;
  const { rows } = await store.records.studentOverview({ ...query, classId });
  return new Set(rows.map(({ student }) => comparableName(student.name)));
}
