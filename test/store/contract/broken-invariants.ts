import type { TestLedger } from './test-ledger.ts';

const DAY = 24 * 3_600_000;
const LIMIT = 500_000_000_000;

/** Two students in a class and one in none, with budgets of every period, and calls over ten days. */
export async function fillBusyLedger(ledger: TestLedger): Promise<void> {
  const { store, clock, student, call, place } = ledger;
  const change = () => ({ actor: 'test', now: clock.now() });
  const fields = { timeZone: 'Pacific/Chatham', language: 'en', allowedModels: null } as const;
  const term = { startsOn: '2026-11-01', endsOn: '2026-12-20' };
  await store.access.createClass({ name: 'Physics', ...fields, ...term }, {}, change());
  await student(1);
  await student(1);
  await student(null);
  for (const period of ['day', 'month', 'term', 'total'] as const) {
    await store.ledger.setBudget({ scope: 'class-student', scopeId: 1, period, limit: LIMIT }, change());
    await store.ledger.setBudget({ scope: 'class', scopeId: 1, period, limit: LIMIT }, change());
    await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period, limit: LIMIT }, change());
  }
  for (let day = 0; day < 10; day++) {
    for (const studentId of [1, 2, 3]) await call({ studentId, incident: 'uncertain', cost: 400 + day });
    clock.advance(DAY);
  }
  await store.journal.refund(5, 100, change());
  await call({ studentId: 1 });
  await place({ studentId: 1 });
  await place({ studentId: 3 });
}

/** A student whose only call a top-up paid, and one who carried something over. */
export async function addTopUpAndCarryOver(ledger: TestLedger): Promise<void> {
  const { store, clock, student, call } = ledger;
  const change = () => ({ actor: 'test', now: clock.now() });
  const scopeId = await student(null);
  await store.ledger.setBudget({ scope: 'student', scopeId, period: 'day', limit: 0 }, change());
  const carrying = { scope: 'student', scopeId: 2, period: 'day', limit: 2000, carryOver: true } as const;
  await store.ledger.setBudget(carrying, change());
  clock.advance(DAY);
  const endsAt = clock.now() + DAY;
  await store.ledger.createTopUp({ scope: 'student', scopeId, amount: 5000, endsAt, reason: null }, change());
  await call({ studentId: scopeId });
  await call({ studentId: 2 });
}

type BrokenInvariant = readonly [what: string, sql: string, problem: RegExp];

/** The newest day of a balance. */
export const NEWEST_DAY = `period = 'day' AND window_start = (SELECT max(window_start) FROM balances AS own
    WHERE own.period = 'day' AND own.scope = balances.scope AND own.scope_id = balances.scope_id)`;
const NEWEST = 'SELECT max(id) FROM usage_records';

/** Of fillBusyLedger(). */
export const BROKEN_INVARIANTS: readonly BrokenInvariant[] = [
  [
    'spent above the records',
    `UPDATE balances SET spent = spent + 7 WHERE scope = 'wallet' AND ${NEWEST_DAY}`,
    /^wallet, day from 2026-12-02T15:00:00\.000Z: spent is 0\.000000007 USD above its records$/,
  ],
  [
    'spent below the records',
    `UPDATE balances SET spent = spent - 7 WHERE scope = 'student' AND scope_id = 1 AND ${NEWEST_DAY}`,
    /^student 1, day from \S+: spent is 0\.000000007 USD below its records$/,
  ],
  [
    'spent below zero',
    `UPDATE balances SET spent = -1 WHERE scope = 'wallet' AND ${NEWEST_DAY}`,
    /^wallet, day from \S+: spent is below zero$/,
  ],
  [
    'held below zero',
    `UPDATE balances SET held = -1 WHERE scope = 'wallet' AND ${NEWEST_DAY}`,
    /^wallet, day from \S+: held is below zero$/,
  ],
  [
    'held without a hold',
    `UPDATE balances SET held = held + 1000 WHERE scope = 'class' AND period = 'total'`,
    /^class 1, total from \S+: held is 0\.000001 USD above its open holds$/,
  ],
  [
    'a hold that is gone without a record',
    'DELETE FROM holds WHERE id = (SELECT max(id) FROM holds)',
    /^wallet, total from \S+: held is 0\.000001 USD above its open holds$/,
  ],
  [
    'windows that overlap',
    `UPDATE balances SET window_start = window_start - 1 WHERE scope = 'wallet' AND ${NEWEST_DAY}`,
    /^wallet, day from \S+: overlaps the window before it$/,
  ],
  [
    'a record that nobody counted',
    `INSERT INTO usage_records SELECT id + 1, student_id, class_id, token_id, day, endpoint, model, served_model,
        price_version, 1, 0, 0, 1, 9, 9, outcome, 1, 1, 0, 0, provider, model_id, 2, 1, 0, 0 FROM usage_records WHERE id = (${NEWEST})`,
    /^wallet, day from \S+: spent is 0\.000000009 USD below its records$/,
  ],
  [
    'sums of a day that are too high',
    `UPDATE usage_days SET requests = requests + 1, cost = cost + 1 WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)`,
    /^usage of 2026-12-03, student 1, class 1, token 1, gpt-3\.5-turbo: requests, cost not the sum of its records$/,
  ],
  [
    'sums of a day without a record',
    `UPDATE usage_days SET token_id = 99 WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)`,
    /^usage of 2026-12-03, student 1, class 1, token 99, \S+: requests, .*not the sum of its records$/,
  ],
  [
    'records without sums of their day',
    'DELETE FROM usage_days WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)',
    /^usage of 2026-12-03, student 1, .*: there are records and no sums$/,
  ],
  [
    'a hold that is a record too',
    `UPDATE holds SET id = (${NEWEST}) WHERE id = (SELECT max(id) FROM holds)`,
    /^call \d+ is a usage record and an open hold as well$/,
  ],
  [
    'a refund above the cost',
    `INSERT INTO refunds (record_id, amount, created_at) SELECT id, cost + 1, 0 FROM usage_records WHERE id = (${NEWEST})`,
    /^call \d+: refunds are 0\.000000001 USD above its cost$/,
  ],
  [
    'a refund of no call',
    'INSERT INTO refunds (record_id, amount, created_at) VALUES (7, 1, 0)',
    /^refund 2 is for call 7, which has no record$/,
  ],
  [
    'an incident about no call',
    "INSERT INTO incidents (kind, record_id, detail, created_at) VALUES ('overrun', 7, '', 0)",
    /^incident 31 is about call 7, which has no record$/,
  ],
];

/** Of addTopUpAndCarryOver(). */
export const BROKEN_TOP_UPS: readonly BrokenInvariant[] = [
  [
    'a top-up that was spent less of',
    "UPDATE balances SET spent = 0 WHERE scope = 'top-up' AND scope_id = 1",
    /^top-up 1, once from \S+: spent is 0\.0000004 USD below its records$/,
  ],
  [
    'a call that was paid by nothing',
    'UPDATE usage_records SET student_top_up_id = 0 WHERE student_top_up_id = 1',
    /^student 4, day from \S+: spent is 0\.0000004 USD below its records$/,
  ],
  [
    "a call that another student's top-up paid",
    'UPDATE top_ups SET scope_id = 1',
    /^call \d+ was paid by top-up 1, which is not one of its student$/,
  ],
  [
    'a top-up that lasts longer than its balance',
    'UPDATE top_ups SET ends_at = ends_at + 1',
    /^top-up 1 has no balance of its time$/,
  ],
  ['a balance of no top-up', 'DELETE FROM top_ups', /^there is a balance of top-up 1, which does not exist$/],
  [
    'more carried over than was left',
    'UPDATE carry_overs SET amount = amount + 1',
    /^0\.\d+ USD was carried over for id 2, which is not what was left$/,
  ],
  [
    'more carried over than one limit',
    'UPDATE carry_overs SET worth = worth + 1, used = used + 3',
    /^0\.\d+ USD was carried over for id 2, which is not what was left$/,
  ],
];
