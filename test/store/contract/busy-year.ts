import type { TestDatabase, TestEngine } from './engine.ts';
import { openTestLedger, type TestLedger } from './test-ledger.ts';

const HOUR = 3_600_000;
const MODELS = ['gpt-3.5-turbo', 'gpt-4o-mini', 'gpt-5-nano'];
export const BUSY_CALLS = 160;

/** Numbers that look like chance, the same each time. @returns whole numbers below `below` */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Calls over three months, and some days without any: of two students at opposite ends of the world's days, of one in
 * Seoul without a class, and of none by the fourth. Some are refunded, and one student changes class on the way.
 */
export async function busyYear<Database extends TestDatabase>(
  engine: TestEngine<Database>,
): Promise<TestLedger & { readonly database: Database }> {
  const ledger = await openTestLedger(engine);
  const { store, clock, student, place, settle } = ledger;
  const change = () => ({ actor: 'test', now: clock.now() });
  const fields = { language: 'en', allowedModels: null, startsOn: null, endsOn: null } as const;
  await store.access.createClass({ name: 'Early', timeZone: 'Pacific/Kiritimati', ...fields }, {}, change());
  await store.access.createClass({ name: 'Late', timeZone: 'Pacific/Pago_Pago', ...fields }, {}, change());
  for (const classId of [1, 2, null, 2]) await student(classId);
  const chance = seeded(6);
  const settled: Promise<void>[] = [];
  for (let n = 0; n < BUSY_CALLS; n++) {
    clock.advance(chance(n % 20 === 0 ? 240 : 24) * HOUR + chance(HOUR));
    if (n === 90) await store.access.updateStudent(1, { classId: 2 }, {}, change());
    const refundable = chance(4) === 0;
    const options = { studentId: 1 + chance(3), servedModel: MODELS[chance(3)] ?? '', cost: 1 + chance(1000) };
    // It travels with the next call, as under load.
    settled.push(settle(await place(options), { ...options, ...(refundable ? { incident: 'uncertain' } : {}) }));
  }
  await Promise.all(settled);
  const incidents = await store.journal.listIncidents({ after: null, limit: 100 });
  for (const { id, charged } of incidents.rows) await store.journal.refund(id, 1 + chance(charged), change());
  return ledger;
}
