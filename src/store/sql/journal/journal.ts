import { randomBytes } from 'node:crypto';
import type { IncidentKind } from '../../../ledger/holds.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { ProjectLimitState } from '../../../ledger/project-limit.ts';
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
import { changeModelChoice, readModelChoice } from '../access/model-choice.ts';
import { endSessionsOfOwner } from '../access/sessions.ts';
import { listAudit } from '../reports/audit-list.ts';
import { listIncidents } from '../reports/incident-list.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Audit } from './audit.ts';
import { type Finding, noteFinding, readFinding } from './findings.ts';
import type { Incidents } from './incidents.ts';
import type { Settings } from './settings.ts';
import { WaitingIncidents } from './waiting-incidents.ts';

const OWNER_TOKEN_HASH = 'owner_token_hash';
const OWNER_TIME_ZONE = 'owner_time_zone';
const FIRST_START = 'first_start';
const DISK_PROBE = 'disk_probe';
const BILL_COMPARED_TO = 'bill_compared_to';
const PROJECT_LIMIT_STATE = 'project_limit_state';
const PSEUDONYM_SECRET = 'pseudonym_secret';

export class SqlJournal implements JournalStore {
  readonly #group: Transactions;
  readonly #incidents: Incidents;
  readonly #audit: Audit;
  readonly #waiting: WaitingIncidents;
  readonly #settings: Settings;
  /** Other processes cache what a change of these settings makes stale. */
  readonly #forget: () => void;

  constructor(
    group: Transactions,
    parts: { incidents: Incidents; audit: Audit; settings: Settings; forget: () => void },
  ) {
    this.#group = group;
    this.#incidents = parts.incidents;
    this.#waiting = new WaitingIncidents(group, parts.incidents);
    this.#audit = parts.audit;
    this.#settings = parts.settings;
    this.#forget = parts.forget;
  }

  raiseIncident(kind: IncidentKind, detail: string, now: number): Promise<void> {
    return this.#waiting.raise(kind, detail, now);
  }

  raiseIncidentOnce(kind: IncidentKind, about: string, rest: string, now: number): Promise<boolean> {
    return this.#group.write(() => this.#incidents.raiseOnce(kind, about, rest, now));
  }

  listIncidents(page: PageRequest & IncidentFilter): Promise<Page<Incident>> {
    return this.#group.read(() => listIncidents(page));
  }

  refund(incidentId: number, amount: NanoUsd | null, change: Change): Promise<Incident> {
    return this.#group.write(() => this.#incidents.refund(incidentId, amount, change));
  }

  closeIncident(incidentId: number, change: Change): Promise<Incident> {
    return this.#group.write(() => this.#incidents.close(incidentId, change));
  }

  decideCrash(
    crashAt: number,
    action: 'crash.refund' | 'crash.close',
    plan: (incidents: readonly Incident[]) => CrashPlan,
    change: Change,
  ): Promise<CrashResult> {
    return this.#group.write(() => this.#incidents.decideCrash(crashAt, action, plan, change));
  }

  listAudit(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#group.read(() => listAudit(page));
  }

  ownerTokenHash(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(OWNER_TOKEN_HASH));
  }

  setOwnerTokenHash(hash: string, change: Change): Promise<string> {
    return this.#group.write(() => this.#setOwnerTokenHash(hash, change));
  }

  replaceOwnerTokenHash(known: string, next: string, change: Change): Promise<void> {
    return this.#group.write(() => this.#replaceOwnerTokenHash(known, next, change));
  }

  ownerTimeZone(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(OWNER_TIME_ZONE));
  }

  setOwnerTimeZone(timeZone: string | null, change: Change): Promise<void> {
    return this.#group.write(() => this.#setOwnerTimeZone(timeZone, change));
  }

  modelChoice(): Promise<StoredModelChoice> {
    return this.#group.read(() => readModelChoice(this.#settings));
  }

  changeModelChoice(
    decide: (stored: StoredModelChoice) => ModelChoiceEdit | null,
    change: Change,
  ): Promise<StoredModelChoice> {
    return this.#group.write(() =>
      changeModelChoice({ settings: this.#settings, audit: this.#audit, forget: this.#forget }, decide, change),
    );
  }

  noteStart(now: number): Promise<boolean> {
    return this.#group.write(() => this.#noteStart(now));
  }

  firstStart(): Promise<number | null> {
    return this.#group.read(() => this.#firstStart());
  }

  billComparedTo(): Promise<string | null> {
    return this.#group.read(() => this.#settings.get(BILL_COMPARED_TO));
  }

  noteBillCompared(day: string): Promise<void> {
    return this.#group.write(() => this.#settings.set(BILL_COMPARED_TO, day));
  }

  projectLimitState(): Promise<ProjectLimitState | null> {
    return this.#group.read(() => this.#projectLimitState());
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
    return this.#group.write(() => this.#pseudonymSecret());
  }

  finding(name: string): Promise<Finding | null> {
    return this.#group.read(() => readFinding(this.#settings, name));
  }

  noteFinding(name: string, at: number, text: string): Promise<void> {
    return this.#group.write(() => noteFinding(this.#settings, name, { at, text }));
  }

  probeDisk(): Promise<void> {
    // A value that is there already would not be written.
    return this.#group.write(() => this.#settings.set(DISK_PROBE, randomBytes(8).toString('hex')));
  }

  *#setOwnerTokenHash(hash: string, change: Change): SqlWork<string> {
    const known = yield* this.#settings.get(OWNER_TOKEN_HASH);
    if (known !== null) return known;
    yield* this.#settings.set(OWNER_TOKEN_HASH, hash);
    yield* this.#audit.write(change, 'owner-token.set', 'owner', null, null);
    this.#forget();
    return hash;
  }

  *#replaceOwnerTokenHash(known: string, next: string, change: Change): SqlWork<void> {
    if ((yield* this.#settings.get(OWNER_TOKEN_HASH)) !== known) {
      throw new ConflictError('the owner token was replaced meanwhile: use the new one');
    }
    yield* this.#settings.set(OWNER_TOKEN_HASH, next);
    const sessions = yield* endSessionsOfOwner(this.#settings);
    yield* this.#audit.write(change, 'owner-token.rotate', 'owner', { sessions }, { sessions: 0 });
    this.#forget();
  }

  *#setOwnerTimeZone(timeZone: string | null, change: Change): SqlWork<void> {
    const before = yield* this.#settings.get(OWNER_TIME_ZONE);
    if (timeZone === null) yield* this.#settings.remove(OWNER_TIME_ZONE);
    else yield* this.#settings.set(OWNER_TIME_ZONE, timeZone);
    yield* this.#audit.write(change, 'settings.update', 'owner', { timeZone: before }, { timeZone });
    this.#forget();
  }

  *#noteStart(now: number): SqlWork<boolean> {
    if ((yield* this.#settings.get(FIRST_START)) !== null) return false;
    yield* this.#settings.set(FIRST_START, String(now));
    return true;
  }

  *#firstStart(): SqlWork<number | null> {
    const noted = yield* this.#settings.get(FIRST_START);
    return noted === null ? null : Number(noted);
  }

  *#projectLimitState(): SqlWork<ProjectLimitState | null> {
    return (yield* this.#settings.get(PROJECT_LIMIT_STATE)) as ProjectLimitState | null;
  }

  *#pseudonymSecret(): SqlWork<string> {
    const known = yield* this.#settings.get(PSEUDONYM_SECRET);
    if (known !== null) return known;
    const made = randomBytes(32).toString('hex');
    yield* this.#settings.set(PSEUDONYM_SECRET, made);
    return made;
  }
}
