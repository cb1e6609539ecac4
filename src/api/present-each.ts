import { NotFoundError } from '../store/errors.ts';

/** A list is read in several transactions: what was removed between them is left out, and is not an error. */
export async function presentEach<Row, Json>(
  rows: readonly Row[],
  present: (row: Row) => Promise<Json>,
): Promise<Json[]> {
  const found = await Promise.all(
    rows.map(async (row) => {
      try {
        return [await present(row)];
      } catch (error) {
        if (error instanceof NotFoundError) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}
