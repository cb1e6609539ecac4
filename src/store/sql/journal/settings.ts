import { firstRow, type SqlWork, write } from '../sql-work.ts';

/** Small facts of this installation: name -> text. */
export class Settings {
  *get(name: string): SqlWork<string | null> {
    const row = yield* firstRow<{ value: string }>('SELECT value FROM settings WHERE name = ?', name);
    return row?.value ?? null;
  }

  *set(name: string, value: string): SqlWork<void> {
    yield* write(
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  *remove(name: string): SqlWork<void> {
    yield* write('DELETE FROM settings WHERE name = ?', name);
  }
}
