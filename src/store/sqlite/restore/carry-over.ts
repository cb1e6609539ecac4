import { newJoinCode } from '../../../access/join-codes.ts';
import { rulesSince } from '../../../ledger/rule-invalidation.ts';
import { forgetStudent } from '../../sql/access/forget-person.ts';
import { Settings } from '../../sql/journal/settings.ts';
import type { Sqlite } from '../engine/database.ts';
import { runWork } from '../engine/run-work.ts';
import { CURRENT } from './later-rows.ts';
import { insertMissingRows } from './missing-rows.ts';

/**
 * What a restore does with each table. Whoever adds one decides here; a test knows all of them.
 * carried: rows that the backup lacks are added; retired: the same, but removed, revoked or withdrawn as they come, because
 * the owner goes back to a time without them and their calls stay in the books; closed: what was closed since stays closed;
 * derived: made anew from the records; backup: as it was; emptied.
 */
export const RESTORED_TABLES: Readonly<
  Record<string, 'carried' | 'retired' | 'closed' | 'derived' | 'backup' | 'emptied'>
> = {
  usage_records: 'carried',
  refunds: 'carried',
  incidents: 'carried',
  audit: 'carried',
  notices: 'carried',
  budget_crossings: 'carried',
  deliveries: 'carried',
  carry_overs: 'carried',
  classes: 'retired',
  students: 'retired',
  api_tokens: 'retired',
  top_ups: 'retired',
  notice_channels: 'retired',
  claim_links: 'closed',
  join_requests: 'closed',
  money_requests: 'closed',
  balances: 'derived',
  usage_days: 'derived',
  usage_class_days: 'derived',
  usage_months: 'derived',
  holds: 'derived',
  settings: 'backup',
  budgets: 'backup',
  refusals: 'backup',
  refusal_days: 'backup',
  migrations: 'backup',
  sessions: 'emptied',
};

/**
 * Adds to the copy of a backup what must not be lost with the database that it replaces: every call and refund since, so
 * that no budget pays twice, and whatever was revoked. Inside a transaction; the current database is attached, and has no
 * open holds. @param now ms UTC
 */
export function carryOver(sqlite: Sqlite, now: number): void {
  sqlite.exec(LATER_CALLS);
  for (const [table, values] of CARRIED) insertMissingRows(sqlite, table, values);
  sqlite.exec(ADD_TO_DAYS);
  sqlite.exec('DELETE FROM holds WHERE id IN (SELECT id FROM usage_records)');
  for (const sql of STAY_CLOSED) sqlite.prepare(sql).run();
  keepJoinCodes(sqlite);
  keepOwnerToken(sqlite);
  forgetNames(sqlite);
  sqlite.exec(NEVER_REUSE_IDS);
  dropBalances(sqlite, now);
  sqlite.exec(SUM_TOP_UPS);
}

/** In the order of their references. Values are SQL over the row as it is now. */
const CARRIED: readonly (readonly [table: string, values: Readonly<Record<string, string>>])[] = [
  ['classes', { deleted_at: 'coalesce(deleted_at, unixepoch() * 1000)', join_code: 'NULL' }],
  ['students', { deleted_at: 'coalesce(deleted_at, unixepoch() * 1000)' }],
  ['api_tokens', { revoked_at: 'coalesce(revoked_at, unixepoch() * 1000)' }],
  ['top_ups', { withdrawn_at: 'coalesce(withdrawn_at, unixepoch() * 1000)' }],
  ['usage_records', {}],
  ['refunds', {}],
  ['carry_overs', {}],
  ['notices', {}],
  [
    'notice_channels',
    { removed_at: 'coalesce(removed_at, unixepoch() * 1000)', address: "''", secret: 'NULL', old_secret: 'NULL' },
  ],
  ['deliveries', { state: "CASE state WHEN 'waiting' THEN 'failed' ELSE state END" }],
  ['budget_crossings', {}],
  ['incidents', {}],
  ['audit', {}],
];

const LATER_CALLS = `
  CREATE TEMP TABLE later_calls AS SELECT id FROM ${CURRENT}.usage_records WHERE id NOT IN (SELECT id FROM main.usage_records);
  CREATE TEMP TABLE later_refunds AS SELECT id FROM ${CURRENT}.refunds WHERE id NOT IN (SELECT id FROM main.refunds);`;

const DAY = 'day, student_id, class_id, token_id, served_model';
/** The coarser sums follow by triggers. */
const ADD_TO_DAYS = `
  INSERT INTO usage_days (${DAY}, requests, input_tokens, cached_input_tokens, output_tokens, cost)
    SELECT ${DAY}, count(*), sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(cost)
    FROM usage_records WHERE id IN (SELECT id FROM temp.later_calls) GROUP BY ${DAY}
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
      input_tokens = input_tokens + excluded.input_tokens,
      cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost;
  INSERT INTO usage_days (${DAY}, requests, input_tokens, cached_input_tokens, output_tokens, cost)
    SELECT ${DAY}, 0, 0, 0, 0, -sum(amount) FROM refunds JOIN usage_records ON usage_records.id = record_id
    WHERE refunds.id IN (SELECT id FROM temp.later_refunds) GROUP BY ${DAY}
    ON CONFLICT DO UPDATE SET cost = cost + excluded.cost;`;

/** P5 and P7: what was taken away from somebody is not given back by a restore. */
const STAY_CLOSED: readonly string[] = [
  `UPDATE api_tokens SET revoked_at = min(coalesce(api_tokens.revoked_at, now.revoked_at), now.revoked_at)
   FROM ${CURRENT}.api_tokens AS now WHERE now.id = api_tokens.id AND now.revoked_at IS NOT NULL`,
  `UPDATE api_tokens SET expires_at = min(coalesce(api_tokens.expires_at, now.expires_at), now.expires_at)
   FROM ${CURRENT}.api_tokens AS now WHERE now.id = api_tokens.id AND now.expires_at IS NOT NULL`,
  `UPDATE students SET suspended_at = coalesce(students.suspended_at, now.suspended_at)
   FROM ${CURRENT}.students AS now WHERE now.id = students.id AND now.suspended_at IS NOT NULL`,
  `UPDATE classes SET paused_at = coalesce(classes.paused_at, now.paused_at)
   FROM ${CURRENT}.classes AS now WHERE now.id = classes.id AND now.paused_at IS NOT NULL`,
  `UPDATE classes SET archived_at = coalesce(classes.archived_at, now.archived_at)
   FROM ${CURRENT}.classes AS now WHERE now.id = classes.id AND now.archived_at IS NOT NULL`,
  // Granted twice, it would be two top-ups.
  `UPDATE money_requests SET state = now.state, answered_at = now.answered_at, word = now.word, granted = now.granted,
     ends_at = now.ends_at, top_up_id = now.top_up_id
   FROM ${CURRENT}.money_requests AS now WHERE now.id = money_requests.id AND now.state <> 'open'`,
  `UPDATE money_requests SET expires_at = now.expires_at
   FROM ${CURRENT}.money_requests AS now WHERE now.id = money_requests.id AND now.state = 'open'`,
  `UPDATE notice_channels SET off_at = coalesce(notice_channels.off_at, now.off_at, now.removed_at),
     off_reason = coalesce(notice_channels.off_reason, now.off_reason, 'owner')
   FROM ${CURRENT}.notice_channels AS now
   WHERE now.id = notice_channels.id AND coalesce(now.off_at, now.removed_at) IS NOT NULL`,
  `UPDATE notice_channels SET secret = now.secret, old_secret = now.old_secret, old_until = now.old_until
   FROM ${CURRENT}.notice_channels AS now WHERE now.id = notice_channels.id AND now.removed_at IS NULL`,
  // What was said since is not said again.
  `UPDATE incidents SET notice_id = now.notice_id
   FROM ${CURRENT}.incidents AS now WHERE now.id = incidents.id AND now.notice_id IS NOT NULL`,
  `UPDATE budget_crossings SET notice_id = now.notice_id FROM ${CURRENT}.budget_crossings AS now
   WHERE now.scope = budget_crossings.scope AND now.scope_id = budget_crossings.scope_id AND now.period = budget_crossings.period
     AND now.unit = budget_crossings.unit AND now.selector = budget_crossings.selector
     AND now.window_start = budget_crossings.window_start AND now.threshold = budget_crossings.threshold
     AND now.notice_id IS NOT NULL`,
  `UPDATE notice_channels SET seen_id = max(notice_channels.seen_id, now.seen_id)
   FROM ${CURRENT}.notice_channels AS now WHERE now.id = notice_channels.id`,
  `UPDATE deliveries SET state = now.state
   FROM ${CURRENT}.deliveries AS now WHERE now.id = deliveries.id AND now.message_id = deliveries.message_id`,
  // Those that ended leave the log after a while.
  `UPDATE deliveries SET state = 'failed' WHERE state = 'waiting'
   AND message_id NOT IN (SELECT message_id FROM ${CURRENT}.deliveries)`,
  `UPDATE top_ups SET withdrawn_at = coalesce(top_ups.withdrawn_at, now.withdrawn_at)
   FROM ${CURRENT}.top_ups AS now WHERE now.id = top_ups.id AND now.withdrawn_at IS NOT NULL`,
  `UPDATE claim_links SET revoked_at = coalesce(claim_links.revoked_at, now.revoked_at, now.claimed_at)
   FROM ${CURRENT}.claim_links AS now
   WHERE now.id = claim_links.id AND claim_links.claimed_at IS NULL AND coalesce(now.claimed_at, now.revoked_at) IS NOT NULL`,
  `UPDATE claim_links SET revoked_at = now.deleted_at FROM ${CURRENT}.students AS now
   WHERE now.id = claim_links.student_id AND now.deleted_at IS NOT NULL
     AND claim_links.claimed_at IS NULL AND claim_links.revoked_at IS NULL`,
  // A clock that went back since: calls may be older than their student.
  `UPDATE students SET records_since = min(students.records_since, now.records_since)
   FROM ${CURRENT}.students AS now WHERE now.id = students.id`,
  `UPDATE classes SET records_since = min(classes.records_since, now.records_since)
   FROM ${CURRENT}.classes AS now WHERE now.id = classes.id`,
  `DELETE FROM join_requests WHERE NOT EXISTS (SELECT 1 FROM ${CURRENT}.join_requests AS now
     WHERE now.id = join_requests.id AND now.state = join_requests.state AND now.secret_hash = join_requests.secret_hash)`,
];

/**
 * A code that was replaced because strangers had it stays replaced; a class that was closed stays closed. One that was
 * deleted comes back under a code that nobody has.
 */
function keepJoinCodes(sqlite: Sqlite): void {
  sqlite.function('new_join_code', newJoinCode);
  sqlite.exec(`CREATE TEMP TABLE join_codes AS SELECT now.id, now.join_places,
      CASE WHEN now.deleted_at IS NULL THEN now.join_code ELSE new_join_code() END AS join_code
    FROM ${CURRENT}.classes AS now JOIN main.classes ON main.classes.id = now.id`);
  sqlite.exec('UPDATE classes SET join_code = NULL WHERE id IN (SELECT id FROM temp.join_codes)');
  sqlite.exec(`UPDATE classes SET join_code = now.join_code, join_places = min(classes.join_places, now.join_places)
    FROM temp.join_codes AS now WHERE now.id = classes.id`);
}

/** Names that were forgotten since are forgotten in what the backup brings back, too. */
function forgetNames(sqlite: Sqlite): void {
  const forgotten = sqlite
    .prepare(
      `SELECT now.id, now.name, now.forgotten_at AS at FROM ${CURRENT}.students AS now
       JOIN main.students ON main.students.id = now.id
       WHERE now.forgotten_at IS NOT NULL AND main.students.forgotten_at IS NULL`,
    )
    .all() as { id: number; name: string; at: number }[];
  for (const { id, name, at } of forgotten) runWork(sqlite, forgetStudent(id, name, at));
  // Nothing else ever changes an entry: those of declined requests are about no student.
  sqlite.exec(`UPDATE audit SET before = now.before, after = now.after FROM ${CURRENT}.audit AS now
    WHERE now.id = audit.id AND now.at = audit.at AND now.action = audit.action AND now.subject = audit.subject
      AND (now.before <> audit.before OR now.after <> audit.after)`);
}

/** An owner token that was replaced stays replaced. */
function keepOwnerToken(sqlite: Sqlite): void {
  sqlite.exec(`INSERT INTO settings (name, value)
    SELECT name, value FROM ${CURRENT}.settings WHERE name IN ('owner_token_hash', 'pseudonym_secret')
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

/** An id that was given to a student must not be given to another one, who would inherit the calls. */
const NEVER_REUSE_IDS = `
  UPDATE sqlite_sequence SET seq = max(seq, coalesce(
    (SELECT seq FROM ${CURRENT}.sqlite_sequence AS now WHERE now.name = sqlite_sequence.name), 0));
  INSERT INTO sqlite_sequence (name, seq) SELECT name, seq FROM ${CURRENT}.sqlite_sequence
    WHERE name NOT IN (SELECT name FROM main.sqlite_sequence) AND name IN (SELECT name FROM main.sqlite_schema);`;

/** Each is summed from the records when a call needs it, the carried ones too. Those of top-ups are made once. */
function dropBalances(sqlite: Sqlite, now: number): void {
  sqlite.exec("DELETE FROM balances WHERE scope <> 'top-up'");
  const { newest } = sqlite.prepare('SELECT coalesce(max(id), 0) AS newest FROM usage_records').get() as {
    newest: number;
  };
  const since = rulesSince(now, newest);
  // Limits may have been others until now: nothing is carried out of a window that has ended.
  for (const name of ['wallet_rules_since', 'wallet_carries_since'])
    runWork(sqlite, new Settings().set(name, String(since)));
  sqlite.prepare('UPDATE classes SET rules_since = @since, carries_since = @since').run({ since });
  sqlite.prepare('UPDATE students SET rules_since = @since, carries_since = @since').run({ since });
}

const OF_TOP_UP = `(top_ups.scope = 'student' AND student_top_up_id = top_ups.id
  OR top_ups.scope = 'class' AND class_top_up_id = top_ups.id)`;

const SUM_TOP_UPS = `
  INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)
    SELECT 'top-up', id, 'once', starts_at, ends_at, 0, 0 FROM top_ups
    WHERE id NOT IN (SELECT scope_id FROM balances WHERE scope = 'top-up');
  UPDATE balances SET
    spent = coalesce((SELECT sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0))
      FROM usage_records JOIN top_ups ON top_ups.id = balances.scope_id WHERE ${OF_TOP_UP}), 0),
    held = coalesce((SELECT sum(holds.amount) FROM holds JOIN top_ups ON top_ups.id = balances.scope_id WHERE ${OF_TOP_UP}), 0)
    WHERE scope = 'top-up';`;
