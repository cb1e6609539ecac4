import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import type { Query } from './books/ledger-rows.ts';
import { School } from './school.ts';

/** The harness of the PostgreSQL suite on SQLite: one replica, and damage that it must find. */
describe('the inspection of a school', () => {
  let folder: string;
  let school: School;
  let sqlite: Database.Database;

  beforeAll(async () => {
    folder = makeTempFolder();
    const database = join(folder, 'jigap.db');
    const query: Query = async (text) => {
      sqlite ??= new Database(database);
      return sqlite.prepare(text).all();
    };
    school = await School.open({ folder, database, query, replicas: 1, students: 6 });
    await school.load({ perSecond: 200, ms: 700, hold: 1000, settleAfterMs: 20 });
    await school.load({ inFlight: 1, ms: 20, hold: 500, settleAfterMs: null });
  });
  afterAll(async () => {
    await school?.close();
    sqlite?.close();
    remove(folder);
  });

  async function problemsAfter(damage: string, repair: string): Promise<string> {
    sqlite.exec(damage);
    const { problems } = await school.inspect({ isQuiet: true });
    sqlite.exec(repair);
    return problems.join('\n');
  }

  test('finds nothing wrong with a ledger that is in order', async () => {
    const { problems, rows } = await school.inspect({ isQuiet: true });
    expect(problems).toEqual([]);
    expect(rows.records.length).toBeGreaterThan(20);
    expect(school.told.settlements).toHaveLength(rows.records.length);
    expect(rows.holds.length).toBeGreaterThan(0);
    expect(school.sampler.looks).toBeGreaterThan(0);
  });

  test('finds a hold that is lost', async () => {
    const problems = await problemsAfter(
      'CREATE TABLE kept AS SELECT * FROM holds; DELETE FROM holds WHERE id = (SELECT max(id) FROM holds)',
      'DELETE FROM holds; INSERT INTO holds SELECT * FROM kept; DROP TABLE kept',
    );
    expect(problems).toMatch(/hold \d+ was told to a caller of replica-1 and is lost/);
    expect(problems).toMatch(/what wallet 0 in the month from .* holds is/);
  });

  test('finds a settlement that is lost', async () => {
    const problems = await problemsAfter(
      'CREATE TABLE kept AS SELECT * FROM usage_records; DELETE FROM usage_records WHERE id = (SELECT max(id) FROM kept)',
      'DELETE FROM usage_records; INSERT INTO usage_records SELECT * FROM kept; DROP TABLE kept',
    );
    expect(problems).toMatch(/settlement \d+ was told to a caller of replica-1 and is lost/);
    expect(problems).toMatch(/the requests of the month/);
    expect(problems).toContain('the integrity check says');
  });

  test('finds a hold that nobody was told of', async () => {
    const problems = await problemsAfter(
      'CREATE TABLE kept AS SELECT * FROM holds LIMIT 1; UPDATE kept SET id = id + 1000000; INSERT INTO holds SELECT * FROM kept',
      'DELETE FROM holds WHERE id = (SELECT id FROM kept); DROP TABLE kept',
    );
    expect(problems).toMatch(/hold \d+ is open, and no caller knows of it/);
  });

  test('finds a balance that was beyond its limit for a moment', async () => {
    sqlite.exec("UPDATE balances SET spent = spent + 2000000000000000 WHERE scope = 'wallet'");
    const { BalanceSampler } = await import('./books/balance-sampler.ts');
    const sampler = new BalanceSampler(school.query, school.limits, 50);
    sampler.start();
    await new Promise((resolve) => setTimeout(resolve, 120));
    sqlite.exec("UPDATE balances SET spent = spent - 2000000000000000 WHERE scope = 'wallet'");
    expect((await sampler.stop()).join()).toMatch(/wallet 0 \(month\) had spent \d+ and held/);
  });
});
