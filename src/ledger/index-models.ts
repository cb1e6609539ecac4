import type { Catalogue, Model } from './prices.ts';

/**
 * Rows as a catalogue. A name leads to the first row that has it; the later rows of the same id follow as `elsewhere`.
 * @param rows in the order in which they are tried @param problems gets each name that is not unique at its provider, or
 * does not mean the same id at each
 */
export function indexModels(rows: readonly Model[], problems: string[]): Catalogue {
  const firstWith = new Map<string, Model>();
  const takenAt = new Set<string>();
  for (const row of rows) {
    for (const name of namesOf(row)) {
      const place = `${row.provider} ${name}`;
      const first = firstWith.get(name);
      if (takenAt.has(place)) {
        problems.push(`the name "${name}" is given twice; every id and snapshot must be unique at its provider`);
      } else if (first !== undefined && first.id !== row.id) problems.push(otherId(name, first, row));
      takenAt.add(place);
      if (first === undefined) firstWith.set(name, row);
    }
  }
  const withElsewhere = new Map([...new Set(firstWith.values())].map((row) => [row, followedBy(row, rows)]));
  return new Map([...firstWith].map(([name, row]) => [name, withElsewhere.get(row) ?? row]));
}

/** The part of a catalogue that one provider serves, under the same names. */
export function modelsOf(provider: string, catalogue: Catalogue): Catalogue {
  return new Map(
    [...catalogue].flatMap(([name, first]) => {
      const rows = [first, ...(first.elsewhere ?? [])];
      const row = rows.find((one) => one.provider === provider && namesOf(one).includes(name));
      return row === undefined ? [] : [[name, row] as const];
    }),
  );
}

function namesOf({ id, snapshots }: Model): string[] {
  return [id, ...snapshots].filter((name) => name !== '');
}

function otherId(name: string, first: Model, row: Model): string {
  return `the name "${name}" belongs to ${first.id} at ${first.provider}, and to ${row.id} at ${row.provider}; every name must mean the same id at each provider`;
}

function followedBy(row: Model, rows: readonly Model[]): Model {
  const elsewhere = rows.slice(rows.indexOf(row) + 1).filter(({ id }) => id === row.id);
  return elsewhere.length === 0 ? row : { ...row, elsewhere };
}
