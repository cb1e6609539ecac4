import type { Sqlite } from './database.ts';

/** Small facts of this installation: name -> text. */
export class Settings {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  get(name: string): string | null {
    const row = this.#sqlite.prepare('SELECT value FROM settings WHERE name = ?').get(name);
    return row === undefined ? null : (row as { value: string }).value;
  }

  set(name: string, value: string): void {
    this.#sqlite
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, value);
  }

  remove(name: string): void {
    this.#sqlite.prepare('DELETE FROM settings WHERE name = ?').run(name);
  }
}
