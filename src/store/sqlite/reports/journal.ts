import { randomBytes } from 'node:crypto';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkRefund, type Refund } from '../../../admin/refund-rules.ts';
import { NO_QUANTITIES } from '../../../ledger/budget-units.ts';
import { heldAt } from '../../../ledger/hold-ids.ts';
import type { IncidentKind } from '../../../ledger/holds.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { ProjectLimitState } from '../../../ledger/project-limit.ts';
import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import { ConflictError } from '../../errors.ts';
import type {
  AuditEntry,
  CrashPlan,
  CrashResult,
  Incident,
  IncidentFilter,
  JournalStore,
} from '../../journal-store.ts';
import type { ModelChoiceEdit, StoredModelChoice } from '../../model-choice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { listAudit } from '../../sql/reports/audit-list.ts';
import { findIncident, incidentsOfCrash, listIncidents } from '../../sql/reports/incident-list.ts';
import { payersOf, quantitiesIn, type RecordRow } from '../../sql/rows/call-rows.ts';
import { changeModelChoice, readModelChoice } from '../access/model-choice.ts';
import { endSessionsOfOwner } from '../access/sessions.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runRead } from '../engine/run-read.ts';
import type { Settings } from '../engine/settings.ts';
import type { Balances } from '../ledger/balances.ts';
import type { UsageDays } from '../ledger/usage-days.ts';

const OWNER_TOKEN_HASH = 'owner_token_hash';
const OWNER_TIME_ZONE = 'owner_time_zone';
const FIRST_START = 'first_start';
const DISK_PROBE = 'disk_probe';
const BILL_COMPARED_TO = 'bill_compared_to';
const PROJECT_LIMIT_STATE = 'project_limit_state';
const PSEUDONYM_SECRET = 'pseudonym_secret';

export class SqliteJournal implements JournalStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #balances: Balances;
  readonly #days: UsageDays;
  readonly #audit: Audit;
  readonly #settings: Settings;

  constructor(
    sqlite: Sqlite,
    group: CommitGroup,
    parts: { balances: Balances; days: UsageDays; audit: Audit; settings: Settings },
  ) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#balances = parts.balances;
    this.#days = parts.days;
    this.#audit = parts.audit;
    this.#settings = parts.settings;
  }

  raiseIncident(kind: IncidentKind, detail: string, now: number): Promise<void> {
    return this.#group.writeSoon(() => {
      this.#sqlite
        .prepare(
          `INSERT INTO incidents (kind, record_id, detail, created_at) SELECT @kind, NULL, @detail, @now
           WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND detail = @detail AND closed_at IS NULL)`,
        )
        .run({ kind, detail, now });
    });
  }

  raiseIncidentOnce(kind: IncidentKind, about: string, rest: string, now: number): Promise<boolean> {
    return this.#group.write(() => {
      const { changes } = this.#sqlite
        .prepare(
          `INSERT INTO incidents (kind, record_id, detail, created_at) SELECT @kind, NULL, @about || @rest, @now
           WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND substr(detail, 1, length(@about)) = @about)`,
        )
        .run({ kind, about, rest, now });
      return changes === 1;
    });
  }

  listIncidents(page: PageRequest & IncidentFilter): Promise<Page<Incident>> {
    return this.#group.read(() => runRead(this.#sqlite, listIncidents(page)));
  }

  refund(incidentId: number, amount: NanoUsd | null, change: Change): Promise<Incident> {
    return this.#group.write(() => {
      const incident = this.#incident(incidentId);
      this.#giveBack(checkRefund(incident, amount), change.now);
      return this.#close(incident, 'incident.refund', change);
    });
  }

  closeIncident(incidentId: number, change: Change): Promise<Incident> {
    return this.#group.write(() => this.#close(this.#incident(incidentId), 'incident.close', change));
  }

  decideCrash(
    crashAt: number,
    action: 'crash.refund' | 'crash.close',
    plan: (incidents: readonly Incident[]) => CrashPlan,
    change: Change,
  ): Promise<CrashResult> {
    return this.#group.write(() => {
      const { refunds, closed } = plan(runRead(this.#sqlite, incidentsOfCrash(crashAt)));
      if (closed.length === 0) return { closed: 0, refunded: 0 };
      for (const refund of refunds) this.#giveBack(refund, change.now);
      const close = this.#sqlite.prepare('UPDATE incidents SET closed_at = ? WHERE id = ? AND closed_at IS NULL');
      for (const { id } of closed) close.run(change.now, id);
      const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0);
      const incidentIds = closed.map(({ id }) => id);
      const done = { incidents: closed.length, refunded, incidentIds };
      this.#audit.write(change, action, `crash ${crashAt}`, null, done);
      return { closed: closed.length, refunded };
    });
  }

  listAudit(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#group.read(() => runRead(this.#sqlite, listAudit(page)));
  }

  ownerTokenHash(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(OWNER_TOKEN_HASH));
  }

  setOwnerTokenHash(hash: string, change: Change): Promise<void> {
    return this.#group.write(() => {
      this.#settings.set(OWNER_TOKEN_HASH, hash);
      this.#audit.write(change, 'owner-token.set', 'owner', null, null);
    });
  }

  replaceOwnerTokenHash(known: string, next: string, change: Change): Promise<void> {
    return this.#group.write(() => {
      if (this.#settings.get(OWNER_TOKEN_HASH) !== known) {
        throw new ConflictError('the owner token was replaced meanwhile: use the new one');
      }
      this.#settings.set(OWNER_TOKEN_HASH, next);
      const sessions = endSessionsOfOwner(this.#sqlite, this.#settings);
      this.#audit.write(change, 'owner-token.rotate', 'owner', { sessions }, { sessions: 0 });
    });
  }

  ownerTimeZone(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(OWNER_TIME_ZONE));
  }

  setOwnerTimeZone(timeZone: string | null, change: Change): Promise<void> {
    return this.#group.write(() => {
      const before = this.#settings.get(OWNER_TIME_ZONE);
      if (timeZone === null) this.#settings.remove(OWNER_TIME_ZONE);
      else this.#settings.set(OWNER_TIME_ZONE, timeZone);
      this.#audit.write(change, 'settings.update', 'owner', { timeZone: before }, { timeZone });
    });
  }

  modelChoice(): Promise<StoredModelChoice> {
    return this.#group.read(() => readModelChoice(this.#settings));
  }

  changeModelChoice(
    decide: (stored: StoredModelChoice) => ModelChoiceEdit | null,
    change: Change,
  ): Promise<StoredModelChoice> {
    return this.#group.write(() => changeModelChoice(this.#settings, this.#audit, decide, change));
  }

  noteStart(now: number): Promise<boolean> {
    return this.#group.write(() => {
      if (this.#settings.get(FIRST_START) !== null) return false;
      this.#settings.set(FIRST_START, String(now));
      return true;
    });
  }

  firstStart(): Promise<number | null> {
    return this.#group.read(() => {
      const noted = this.#settings.get(FIRST_START);
      return noted === null ? null : Number(noted);
    });
  }

  probeDisk(): Promise<void> {
    // A value that is there already would not be written.
    return this.#group.write(() => this.#settings.set(DISK_PROBE, randomBytes(8).toString('hex')));
  }

  billComparedTo(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(BILL_COMPARED_TO));
  }

  noteBillCompared(day: string): Promise<void> {
    return this.#group.write(() => this.#settings.set(BILL_COMPARED_TO, day));
  }

  projectLimitState(): Promise<ProjectLimitState | null> {
    return this.#group.read(() => this.#settings.get(PROJECT_LIMIT_STATE) as ProjectLimitState | null);
  }

  noteProjectLimitState(state: ProjectLimitState): Promise<void> {
    return this.#group.write(() => this.#settings.set(PROJECT_LIMIT_STATE, state));
  }

  noteProjectLimitSet(before: NanoUsd | null, limit: NanoUsd, change: Change): Promise<void> {
    return this.#group.write(() =>
      this.#audit.write(change, 'project-limit.set', 'provider', before === null ? null : { limit: before }, { limit }),
    );
  }

  pseudonymSecret(): Promise<string> {
    return this.#group.write(() => {
      const known = this.#settings.get(PSEUDONYM_SECRET);
      if (known !== null) return known;
      const made = randomBytes(32).toString('hex');
      this.#settings.set(PSEUDONYM_SECRET, made);
      return made;
    });
  }

  #incident(id: number): Incident {
    const incident = runRead(this.#sqlite, findIncident(id));
    if (incident === null) throw new AdminError({ code: 'incident_not_found', id });
    return incident;
  }

  /** A part is money alone; with the last of the money, the call and its tokens are given back. */
  #giveBack({ recordId, amount, isWhole }: Refund, now: number): void {
    const record = this.#sqlite.prepare('SELECT * FROM usage_records WHERE id = ?').get(recordId) as RecordRow;
    const { tokens, calls, images } = isWhole ? quantitiesIn(record) : NO_QUANTITIES;
    this.#sqlite
      .prepare('INSERT INTO refunds (record_id, amount, created_at, tokens, calls, images) VALUES (?, ?, ?, ?, ?, ?)')
      .run(recordId, amount, now, tokens, calls, images);
    this.#balances.giveBack({ ...payersOf(record), at: heldAt(recordId) }, { money: amount, tokens, calls, images });
    this.#days.add(record, { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: -amount });
  }

  #close(before: Incident, action: AuditAction, change: Change): Incident {
    this.#sqlite
      .prepare('UPDATE incidents SET closed_at = coalesce(closed_at, ?) WHERE id = ?')
      .run(change.now, before.id);
    const after = this.#incident(before.id);
    this.#audit.write(change, action, `incident ${before.id}`, before, after);
    return after;
  }
}
