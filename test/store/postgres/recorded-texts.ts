import Database from 'better-sqlite3';
import { afterAll, beforeAll, vi } from 'vitest';

/** Where the engine of SQLite runs the work that all engines share. */
const RUNNER = /[\\/]run-work\.ts/;

/** Every text that shared work gives to SQLite in the tests of this file, in the order of their first use. */
export function recordTexts(): ReadonlySet<string> {
  const texts = new Set<string>();
  beforeAll(() => {
    const { prepare } = Database.prototype;
    vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, text: string) {
      // A stack takes longer than to prepare most texts.
      if (!texts.has(text) && RUNNER.test(new Error().stack ?? '')) texts.add(text);
      return prepare.call(this, text);
    });
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });
  return texts;
}
