import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';

export interface PseudonymOwner {
  readonly id: number;
  readonly name: string;
  /** The student was removed; the records are kept. */
  readonly removed: boolean;
}

/**
 * The student whom the provider knows by a pseudonym. When the provider complains of a safety_identifier, the owner must
 * be able to say whose it is; nobody else can. @throws AdminError pseudonym_unknown
 */
export async function findByPseudonym(
  pseudonym: string,
  { store, pseudonymOf }: Pick<AdminServices, 'store' | 'pseudonymOf'>,
): Promise<PseudonymOwner> {
  const students = await store.access.everyStudent();
  const found = students.find(({ id }) => pseudonymOf(id) === pseudonym);
  if (found === undefined) throw new AdminError({ code: 'pseudonym_unknown' }, ['pseudonym']);
  const { id, name, removed } = found;
  return { id, name, removed };
}
