import { AdminError } from '../../../admin/admin-error.ts';
import { checkRefund, type Refund } from '../../../admin/refund-rules.ts';
import { NO_QUANTITIES } from '../../../ledger/budget-units.ts';
import { heldAt } from '../../../ledger/hold-ids.ts';
import type { IncidentKind, Resolution } from '../../../ledger/holds.ts';
import { settleLate, wasSettledLate } from '../../../ledger/late-settlement.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import type { CrashPlan, CrashResult, Incident } from '../../journal-store.ts';
import type { Balances } from '../ledger/balances.ts';
import type { UsageDays } from '../ledger/usage-days.ts';
import { findIncident, incidentsOfCrash, listIncidents } from '../reports/incident-list.ts';
import { payersOf, quantitiesIn, type RecordRow } from '../rows/call-rows.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Audit } from './audit.ts';

/** What went wrong, and what the owner decides about it; every method runs inside a transaction. */
export class Incidents {
  readonly #balances: Balances;
  readonly #days: UsageDays;
  readonly #audit: Audit;

  constructor(parts: { balances: Balances; days: UsageDays; audit: Audit }) {
    this.#balances = parts.balances;
    this.#days = parts.days;
    this.#audit = parts.audit;
  }

  *close(id: number, change: Change): SqlWork<Incident> {
    return yield* this.#end(yield* this.#get(id), 'incident.close', change);
  }

  *raise(kind: IncidentKind, detail: string, now: number): SqlWork<void> {
    yield* write(
      `INSERT INTO incidents (kind, record_id, detail, created_at) SELECT @kind, NULL, @detail, @now
           WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND detail = @detail AND closed_at IS NULL)`,
      { kind, detail, now },
    );
  }

  *raiseOnce(kind: IncidentKind, about: string, rest: string, now: number): SqlWork<boolean> {
    const changes = yield* write(
      `INSERT INTO incidents (kind, record_id, detail, created_at) SELECT @kind, NULL, @about || @rest, @now
           WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND substr(detail, 1, length(@about)) = @about)`,
      { kind, about, rest, now },
    );
    return changes === 1;
  }

  *refund(incidentId: number, amount: NanoUsd | null, change: Change): SqlWork<Incident> {
    const incident = yield* this.#get(incidentId);
    yield* this.#giveBack(checkRefund(incident, amount), change.now);
    return yield* this.#end(incident, 'incident.refund', change);
  }

  *decideCrash(
    crashAt: number,
    action: 'crash.refund' | 'crash.close',
    plan: (incidents: readonly Incident[]) => CrashPlan,
    change: Change,
  ): SqlWork<CrashResult> {
    const { refunds, closed } = plan(yield* incidentsOfCrash(crashAt));
    if (closed.length === 0) return { closed: 0, refunded: 0 };
    for (const refund of refunds) yield* this.#giveBack(refund, change.now);
    const close = 'UPDATE incidents SET closed_at = ? WHERE id = ? AND closed_at IS NULL';
    for (const { id } of closed) yield* write(close, change.now, id);
    const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0);
    const incidentIds = closed.map(({ id }) => id);
    const done = { incidents: closed.length, refunded, incidentIds };
    yield* this.#audit.write(change, action, `crash ${crashAt}`, null, done);
    return { closed: closed.length, refunded };
  }

  /** A call is settled whose hold another replica had expired. @returns false: it has no incident that waits for that */
  *settleLate(recordId: number, resolution: Resolution, now: number): SqlWork<boolean> {
    const { rows } = yield* listIncidents({ after: null, limit: 1, recordId });
    const [incident] = rows;
    if (incident?.kind !== 'crash' || wasSettledLate(incident.detail)) return false;
    const { charged, refunded, chargedTokens } = incident;
    const { amount, isWhole, isDecided, detail } = settleLate(charged, refunded, resolution);
    const change = { actor: 'system', now };
    const isGivenBack = amount > 0 || (isWhole && chargedTokens > 0);
    if (isGivenBack) yield* this.#giveBack({ recordId, amount, isWhole }, now);
    yield* write('UPDATE incidents SET detail = ? WHERE id = ?', detail, incident.id);
    if (isDecided) yield* this.#end(incident, isGivenBack ? 'incident.refund' : 'incident.close', change);
    else if (isGivenBack) {
      yield* this.#audit.write(
        change,
        'incident.refund',
        `incident ${incident.id}`,
        incident,
        yield* this.#get(incident.id),
      );
    }
    return true;
  }

  *#end(before: Incident, action: AuditAction, change: Change): SqlWork<Incident> {
    yield* write('UPDATE incidents SET closed_at = coalesce(closed_at, ?) WHERE id = ?', change.now, before.id);
    const after = yield* this.#get(before.id);
    yield* this.#audit.write(change, action, `incident ${before.id}`, before, after);
    return after;
  }

  *#get(id: number): SqlWork<Incident> {
    const incident = yield* findIncident(id);
    if (incident === null) throw new AdminError({ code: 'incident_not_found', id });
    return incident;
  }

  /** A part is money alone; with the last of the money, the call and its tokens are given back. */
  *#giveBack({ recordId, amount, isWhole }: Refund, now: number): SqlWork<void> {
    const record = yield* oneRow<RecordRow>('SELECT * FROM usage_records WHERE id = ?', recordId);
    const { tokens, calls, images } = isWhole ? quantitiesIn(record) : NO_QUANTITIES;
    yield* write(
      'INSERT INTO refunds (record_id, amount, created_at, tokens, calls, images) VALUES (?, ?, ?, ?, ?, ?)',
      ...[recordId, amount, now, tokens, calls, images],
    );
    yield* this.#balances.giveBack(
      { ...payersOf(record), at: heldAt(recordId) },
      { money: amount, tokens, calls, images },
    );
    this.#days.add(record, { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: -amount });
  }
}
