import type { Change } from '../../change.ts';
import type { ExportRequest } from '../../export-store.ts';
import type { Audit } from '../journal/audit.ts';
import type { SqlWork } from '../sql-work.ts';

/** Writes into the audit what somebody takes away. */
export function* noteExport(
  audit: Audit,
  { classId, format, withNames }: ExportRequest,
  change: Change,
): SqlWork<void> {
  const subject = classId === null ? 'owner' : `class ${classId}`;
  yield* audit.write(change, 'export.create', subject, null, { format, names: withNames });
}
