import type { Store } from '../store/store.ts';

export interface CachedSettingsDeps {
  readonly store: Pick<Store, 'access' | 'cluster'>;
  /** Each reads one of them from the store. */
  readonly loads: readonly (() => Promise<unknown>)[];
}

/**
 * What the owner may change in any replica and each keeps in memory: models, time zone, owner token. A change counts in
 * every replica for the first request after it was answered: each request sees the revision of the database, and where it is
 * another one than these were read at, waits until they are read anew. One process knows its own changes, and never waits.
 */
export class CachedSettings {
  readonly #deps: CachedSettingsDeps;
  /** Of which the settings are at least; null: not read yet. */
  #revision: number | null = null;
  #reading: Promise<void> | null = null;

  constructor(deps: CachedSettingsDeps) {
    this.#deps = deps;
  }

  /** @throws StorageError */
  async load(): Promise<void> {
    const { revision } = this.#deps.store.access;
    await Promise.all(this.#deps.loads.map((load) => load()));
    this.#revision = revision;
  }

  /** After `access.revision` was compared with the database, as findCaller does. null: they are up to date. @throws StorageError */
  refresh(): Promise<void> | null {
    return this.#isCurrent() ? null : this.#loadUntilCurrent();
  }

  /** The same where nothing else was asked of the database yet. @throws StorageError */
  catchUp(): Promise<void> | null {
    const looking = this.#deps.store.cluster.catchUp();
    return looking === null ? this.refresh() : looking.then(() => this.refresh() ?? undefined);
  }

  #isCurrent(): boolean {
    const { cluster, access } = this.#deps.store;
    return !cluster.isShared || this.#revision === access.revision;
  }

  /** A reading that began before a later change may not have seen it. */
  async #loadUntilCurrent(): Promise<void> {
    while (!this.#isCurrent()) {
      this.#reading ??= this.load().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
  }
}
