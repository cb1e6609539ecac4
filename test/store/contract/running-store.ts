import type { Store } from '../../../src/store/store.ts';
import type { StartOptions, TestDatabase, TestEngine } from './engine.ts';

/** A store that can be stopped, started again, and begun anew on an empty database. */
export class RunningStore<Database extends TestDatabase = TestDatabase> {
  readonly #engine: TestEngine<Database>;
  #database: Database | null = null;
  #store: Store | null = null;

  constructor(engine: TestEngine<Database>) {
    this.#engine = engine;
  }

  get engine(): TestEngine<Database> {
    return this.#engine;
  }

  get store(): Store {
    if (this.#store === null) throw new Error('the store is not open');
    return this.#store;
  }

  get database(): Database {
    if (this.#database === null) throw new Error('there is no database');
    return this.#database;
  }

  async begin(options: StartOptions): Promise<void> {
    await this.end();
    this.#database = await this.#engine.create();
    await this.open(options);
  }

  async open(options: StartOptions): Promise<void> {
    this.#store = await this.database.open(options);
  }

  async close(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    await store?.close();
  }

  async end(): Promise<void> {
    await this.close();
    const database = this.#database;
    this.#database = null;
    await database?.remove();
  }
}
