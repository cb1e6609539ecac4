import type { AuditEntry } from '../../../store/journal-store.ts';
import type { Page } from '../../../store/paging.ts';
import type { Site } from '../../web/deps.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';

const ROWS_PER_PAGE = 50;

export interface AuditList {
  readonly entries: Page<AuditEntry>;
  readonly people: People;
}

/** @param after the id of the entry before the first one; null: the newest */
export async function loadAudit(after: number | null, { store }: Site): Promise<AuditList> {
  const [entries, people] = await Promise.all([
    store.journal.listAudit({ after, limit: ROWS_PER_PAGE }),
    loadPeople(store),
  ]);
  return { entries, people };
}
