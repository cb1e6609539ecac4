import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import { type SqlWork, write } from '../sql-work.ts';

/** Writes the audit; inside the transaction of the change it is about. */
export class Audit {
  /** @param subject "student 12" @param before and after plain objects without secrets, or null */
  *write({ actor, now }: Change, action: AuditAction, subject: string, before: unknown, after: unknown): SqlWork<void> {
    yield* write(
      'INSERT INTO audit (at, actor, action, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)',
      ...[now, actor, action, subject, JSON.stringify(before), JSON.stringify(after)],
    );
  }
}
