import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { makeMemoryFolder } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import { openStore } from './open-store.ts';

/**
 * Texts that may say who a student is. Each is forgotten in src/store/sql/access/forget-person.ts, and has a canary in
 * test/store/contract/forgetting.ts. A new text of the schema belongs here or into the list below.
 */
const FORGOTTEN = [
  ...['students.name', 'students.email', 'students.note', 'students.student_number'],
  ...['api_tokens.label', 'claim_links.mail_to', 'audit.before', 'audit.after', 'top_ups.reason'],
  ...['join_requests.name', 'join_requests.identity', 'join_requests.person_key'],
  ...['money_requests.reason', 'money_requests.word'],
];

/** Texts of the owner about a class or the server, names from closed lists, ids, days, hashes and JSON of these. */
const NEVER_PERSONAL: Readonly<Record<string, readonly string[]>> = {
  api_tokens: ['hash', 'prefix'],
  audit: ['actor', 'action', 'subject'],
  balances: ['scope', 'period', 'unit', 'selector'],
  budget_crossings: ['scope', 'period', 'unit', 'selector'],
  budgets: ['scope', 'period', 'unit', 'selector'],
  carry_overs: ['scope', 'period', 'unit', 'selector'],
  claim_links: ['hash', 'mail_state', 'mail_problem'],
  classes: [
    ...['name', 'time_zone', 'language', 'starts_on', 'ends_on', 'allowed_models', 'rules', 'join_code', 'owner_title'],
    ...['join_mode', 'instructions', 'opening', 'weekly_hours', 'lesson_sessions'],
  ],
  deliveries: ['message_id', 'state', 'problem'],
  holds: ['day', 'endpoint', 'model', 'served_model', 'price_version', 'balance_ids', 'provider', 'model_id'],
  incidents: ['kind', 'detail'],
  join_requests: ['secret_hash', 'address_key', 'state'],
  migrations: ['name', 'hash'],
  money_requests: ['state'],
  notice_channels: ['kind', 'name', 'address', 'secret', 'old_secret', 'notice_kinds', 'language', 'off_reason'],
  notices: ['kind', 'once_key', 'topic', 'facts'],
  refusal_days: ['day', 'reason'],
  refusals: ['model', 'endpoint', 'reason'],
  sessions: ['id_hash', 'kind', 'token_hash'],
  settings: ['name', 'value'],
  top_ups: ['scope'],
  usage_class_days: ['day', 'served_model'],
  usage_days: ['day', 'served_model'],
  usage_months: ['month', 'served_model'],
  usage_records: ['day', 'endpoint', 'model', 'served_model', 'price_version', 'outcome', 'provider', 'model_id'],
};

test('every text of the schema is forgotten with a student, or never says who one is', async () => {
  const folder = makeMemoryFolder();
  const path = join(folder, 'jigap.db');
  const store = openStore({ path });
  onTestFinished(async () => {
    await store.close();
    remove(folder);
  });
  const reader = new Database(path, { readonly: true });
  const rows = reader
    .prepare(
      `SELECT tables.name || '.' || columns.name AS text FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND columns.type = 'TEXT'`,
    )
    .all() as { text: string }[];
  reader.close();
  const listed = Object.entries(NEVER_PERSONAL).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`),
  );
  expect(rows.map(({ text }) => text).sort()).toEqual([...FORGOTTEN, ...listed].sort());
});
