import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import { localDay, type Period, windowAt } from '../../../src/ledger/periods.ts';
import { serverRulesKey } from '../../../src/ledger/rule-invalidation.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { openDatabase } from '../../../src/store/sqlite/engine/database.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { NOW, OWNER, openStore } from './open-store.ts';

const LAST_BEFORE = '0019_class_switches.sql';
const SEOUL = 'Asia/Seoul';
const CALENDAR = { timeZone: SEOUL, termStartsOn: null, termEndsOn: null };
const WEEK_AGO = NOW - 7 * 86_400_000;
const LAST_WEEK = firstIdAt(WEEK_AGO);
const PARTLY = firstIdAt(NOW);
const WHOLLY = PARTLY + 1;
const LOST = PARTLY + 2;
const OPEN = PARTLY + 3;

function writeOldDatabase(path: string, folder: string): void {
  mkdirSync(folder);
  for (const name of readdirSync(MIGRATIONS).filter((each) => each <= LAST_BEFORE)) {
    cpSync(join(MIGRATIONS, name), join(folder, name));
  }
  const { sqlite, close } = openDatabase(path, readMigrations(folder));
  const window = (period: Period, at: number) => {
    const { start, end } = windowAt(period, CALENDAR, at);
    return `${start}, ${end}`;
  };
  const model = "'gpt-4o-mini', 'gpt-4o-mini-2024-07-18', 'gpt-4o-mini@2024-07-18'";
  const record = (id: number, at: number, [input, output, cost]: readonly [number, number, number], outcome: string) =>
    `(${id}, 1, 1, 1, '${localDay(SEOUL, at)}', 'chat', ${model}, ${input}, 0, 0, ${output}, 1000, ${cost}, '${outcome}', 1)`;
  const server = { walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
  sqlite.exec(`
    INSERT INTO settings VALUES ('server_rules', '${serverRulesKey(server, SEOUL)}'), ('wallet_rules_since', '0');
    INSERT INTO classes (name, time_zone, language, join_code, created_at, rules_since, records_since)
      VALUES ('c', '${SEOUL}', 'en', 'AAAA-2222', ${WEEK_AGO}, 0, 0);
    INSERT INTO students (class_id, name, created_at, rules_since, records_since) VALUES (1, 's', ${WEEK_AGO}, 0, 0);
    INSERT INTO api_tokens (student_id, hash, prefix, created_at) VALUES (1, 'a hash', 'p', ${WEEK_AGO});
    INSERT INTO budgets (scope, scope_id, period, limit_nano, created_at, updated_at, carries_since, lowest_limit)
      VALUES ('student', 1, 'week', 1000, 0, 0, 0, 1000);
    INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version,
        input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms)
      VALUES ${record(LAST_WEEK, WEEK_AGO, [30, 10, 400], 'ok')}, ${record(PARTLY, NOW, [50, 20, 700], 'ok')},
        ${record(WHOLLY, NOW, [5, 2, 300], 'hung_up')}, ${record(LOST, NOW, [0, 0, 0], 'upstream_unreachable')};
    INSERT INTO refunds (record_id, amount, created_at)
      VALUES (${PARTLY}, 200, ${NOW}), (${WHOLLY}, 100, ${NOW}), (${WHOLLY}, 200, ${NOW});
    INSERT INTO usage_days SELECT day, 1, 1, 1, served_model, count(*), sum(input_tokens), 0, sum(output_tokens),
      sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0))
      FROM usage_records GROUP BY day, served_model;
    INSERT INTO holds (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version, amount, balance_ids)
      VALUES (${OPEN}, 1, 1, 1, '${localDay(SEOUL, NOW)}', 'chat', ${model}, 600, '[2, 3]');
    INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held, notice_at)
      VALUES ('student', 1, 'week', ${window('week', WEEK_AGO)}, 400, 0, NULL), ('student', 1, 'week', ${window('week', NOW)}, 500, 600, NULL),
        ('wallet', 0, 'month', ${window('month', NOW)}, 900, 600, NULL);
    INSERT INTO carry_overs VALUES ('student', 1, 'week', ${windowAt('week', CALENDAR, NOW).start}, 600, 1000, 400);
    INSERT INTO budget_crossings VALUES ('student', 1, 'week', ${windowAt('week', CALENDAR, NOW).start}, 80,
      ${windowAt('week', CALENDAR, NOW).end}, 1, 1600, 1300, ${NOW}, NULL, NULL);
  `);
  close();
}

function rowsOf(path: string, sql: string): unknown[] {
  const sqlite = new Database(path, { readonly: true });
  try {
    return sqlite.prepare(sql).all();
  } finally {
    sqlite.close();
  }
}

test('an upgrade to units keeps money, and counts tokens and calls of what ran before', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  writeOldDatabase(path, join(folder, 'old'));
  const store = openStore({ path });
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  const money = { unit: 'money', selector: null, limit: 1600, carried: 600, spent: 500, held: 600 };
  expect(await store.ledger.balancesOf('student', 1, NOW)).toMatchObject([money]);
  expect(await store.ledger.balancesOf('wallet', 0, NOW)).toMatchObject([{ unit: 'money', spent: 900, held: 600 }]);
  const mini = { models: ['gpt-4o-mini'] };
  await store.ledger.setBudget(
    { scope: 'student', scopeId: 1, period: 'week', unit: 'tokens', selector: mini, limit: 9000 },
    OWNER,
  );
  await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period: 'month', unit: 'calls', limit: 90 }, OWNER);
  // What was given back in full counts no tokens and no call; what never reached the provider was none.
  const units = [expect.objectContaining(money), expect.objectContaining({ unit: 'tokens', spent: 70 })];
  expect(await store.ledger.balancesOf('student', 1, NOW)).toEqual(units);
  expect(await store.ledger.balancesOf('wallet', 0, NOW)).toContainEqual(
    expect.objectContaining({ unit: 'calls', spent: 2, held: 1 }),
  );
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  expect(rowsOf(path, 'SELECT unit, selector, threshold, limit_amount, spent FROM budget_crossings')).toEqual([
    { unit: 'money', selector: '', threshold: 80, limit_amount: 1600, spent: 1300 },
  ]);
  expect(rowsOf(path, 'SELECT amount, tokens, calls, images FROM refunds ORDER BY id')).toEqual([
    ...[
      { amount: 200, tokens: 0, calls: 0, images: 0 },
      { amount: 100, tokens: 0, calls: 0, images: 0 },
    ],
    { amount: 200, tokens: 7, calls: 1, images: 0 },
  ]);
  expect(await store.ledger.expireOpenHolds(NOW)).toBe(1);
  expect(await store.ledger.balancesOf('student', 1, NOW)).toMatchObject([{ spent: 1100, held: 0 }, { held: 0 }]);
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  await store.close();
});
