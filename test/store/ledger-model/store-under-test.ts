import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import type { World } from './world.ts';

/** The model is about what is in the file, not about the disk beneath it: that is for the crash tests. */
const MEMORY = '/dev/shm';
/** In a zone that no history uses, so that each opens its copy as a server that was given new settings. */
const BLANK = { now: 0, server: { timeZone: 'Etc/UTC', walletMonthly: 0, studentWeekly: 0 } };
type Settings = Pick<World, 'server' | 'now'>;

const MIGRATIONS = join(import.meta.dirname, '../../../migrations/sqlite');

/**
 * The real store on a real file. Each run begins with a copy of a file that was only migrated, which is a tenth of the
 * cost of making one, and as separate.
 */
export class StoreUnderTest {
  readonly #folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'jigap-model-'));
  readonly #path = join(this.#folder, 'ledger.db');
  readonly #blank = join(this.#folder, 'blank.db');
  #store: Store | null = null;

  get store(): Store {
    if (this.#store === null) throw new Error('the store is not open');
    return this.#store;
  }

  async begin(world: Settings): Promise<void> {
    await this.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#path + suffix, { force: true });
    if (!existsSync(this.#blank)) {
      this.open(BLANK);
      await this.close();
      copyFileSync(this.#path, this.#blank);
    }
    copyFileSync(this.#blank, this.#path);
    this.open(world);
  }

  open({ server, now }: Settings): void {
    const { timeZone, walletMonthly, studentWeekly } = server;
    const defaults = { walletMonthly, studentWeekly };
    this.#store = openSqliteStore({ path: this.#path, migrationsFolder: MIGRATIONS, defaults, timeZone, now });
  }

  async close(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    await store?.close();
  }

  async end(): Promise<void> {
    await this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
