import { join } from 'node:path';
import Database from 'better-sqlite3';
import { hashSecret } from '../../../../src/access/api-tokens.ts';
import { quantitiesOf } from '../../../../src/ledger/budget-units.ts';
import { NO_TOKENS } from '../../../../src/ledger/prices.ts';
import type { Restore } from '../../../../src/store/restore.ts';
import { openRestore } from '../../../../src/store/sqlite/restore/open-restore.ts';
import type { Store } from '../../../../src/store/store.ts';
import { MIGRATIONS } from '../../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../../support/temp-folder.ts';
import { NOW, openStore } from '../open-store.ts';

const HOUR = 3_600_000;
const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
export const CENT = 10_000_000;
export const change = (now: number) => ({ actor: 'owner', now });

/** A server whose database is backed up, goes on, and is restored. Student n has the API token n. */
export class RestoredServer {
  readonly folder = tempFolderForThisTest();
  readonly path = join(this.folder, 'jigap.db');
  now = NOW;
  #runs = true;
  store: Store = openStore({ path: this.path });

  async student(name: string, classId: number | null = null): Promise<number> {
    const fields = { name, classId, email: null, suspended: false };
    const { id } = await this.store.access.createStudent(fields, {}, change(this.now));
    const token = { studentId: id, hash: hashSecret(`token of ${id}`), prefix: 'jgp_x', label: null, expiresAt: null };
    await this.store.access.createToken(token, change(this.now));
    return id;
  }

  /** @returns null when no budget has so much left */
  async place(studentId: number, amount = CENT): Promise<number | null> {
    this.now += 1000;
    const placement = await this.store.ledger.placeHold({
      ...{
        studentId,
        tokenId: studentId,
        endpoint: 'chat',
        model: 'm',
        servedModel: 'm',
        modelId: 'm',
        provider: 'openai',
        priceVersion: 'p',
      },
      estimate: { inputTokensBound: 1, candidates: 1, inputPico: amount * 1000, picoPerCapToken: 0 },
      ...{ cap: 1, lowestCap: 1, now: this.now },
    });
    return 'refused' in placement ? null : placement.hold.id;
  }

  async settle(holdId: number, cost: number, incident: 'uncertain' | null = null): Promise<void> {
    const resolution = {
      as: 'settle',
      cost,
      quantities: quantitiesOf(NO_TOKENS),
      usage: NO_TOKENS,
      outcome: 'ok',
      incident,
    } as const;
    await this.store.ledger.resolveHold(holdId, resolution, { durationMs: 1, firstByteMs: 1 });
  }

  async call(studentId: number, cost = CENT, incident: 'uncertain' | null = null): Promise<number> {
    const holdId = await this.place(studentId, cost);
    if (holdId === null) throw new Error('the call does not fit into its budgets');
    await this.settle(holdId, cost, incident);
    return holdId;
  }

  /** @returns its path */
  async backup(): Promise<string> {
    const { name } = await this.store.backups.make('owner', change(this.now));
    return join(this.store.backups.folder, name);
  }

  restore(file: string): Restore {
    this.now += HOUR;
    const options = { path: this.path, migrationsFolder: MIGRATIONS, defaults: DEFAULTS, timeZone: 'Asia/Seoul' };
    return openRestore(file, { ...options, now: this.now });
  }

  /** Once more does nothing. */
  async stop(): Promise<void> {
    if (!this.#runs) return;
    this.#runs = false;
    await this.store.close();
  }

  /** As a server starts: what the last one left open is expired. */
  async start(): Promise<number> {
    this.store = openStore({ path: this.path });
    this.#runs = true;
    return this.store.ledger.expireOpenHolds(this.now);
  }

  async problems(): Promise<readonly string[]> {
    return (await this.store.ledger.check('full', this.now)).problems;
  }

  async spent(scope: 'wallet' | 'student', id: number): Promise<number[]> {
    return (await this.store.ledger.balancesOf(scope, id, this.now)).map(({ spent }) => spent);
  }

  async incidents(kind: string): Promise<string[]> {
    const { rows } = await this.store.journal.listIncidents({ after: null, limit: 50 });
    return rows.filter((incident) => incident.kind === kind).map(({ detail }) => detail);
  }

  rows(sql: string): unknown[] {
    const sqlite = new Database(this.path, { readonly: true });
    try {
      return sqlite.prepare(sql).all();
    } finally {
      sqlite.close();
    }
  }
}
