import { NotFoundError } from '../store/errors.ts';

/** A list is read in several transactions: what was removed between them is left out, and is not an error. */
export async function skipRemoved<Row, Loaded>(
  rows: readonly Row[],
  load: (row: Row) => Promise<Loaded>,
): Promise<Loaded[]> {
  const found = await Promise.all(
    rows.map(async (row) => {
      try {
        return [await load(row)];
      } catch (error) {
        if (error instanceof NotFoundError) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}
