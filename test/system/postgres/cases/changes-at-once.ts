import { hashSecret } from '../../../../src/access/api-tokens.ts';
import { type Caller, callerStatus } from '../../../../src/access/callers.ts';
import type { Case } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { Replica } from '../replica/replica.ts';
import { orderOf, settlementOf, TIMING } from '../replica/test-call.ts';
import { tokenOf } from '../school.ts';
import type { LedgerServer } from '../server/ledger-server.ts';

const ROUNDS = 1000;
const HOLD = 600_000;
const PLENTY = 1_000_000_000;

/** A change that replica A has answered is in force for the very next call through B. */
export const CHANGES_AT_ONCE: Case = {
  name: 'changes',
  title: `a token revoked, a student suspended, a limit lowered through one replica: the next call through another is refused, ${ROUNDS} rounds`,
  timeoutMs: 240_000,
  run: (context) =>
    withPostgresSchool(context, { replicas: 2, students: 20 }, async (school, server) => {
      const [first, second] = school.replicas as [Replica, Replica];
      const problems: string[] = [];
      const rounds = Math.ceil(ROUNDS * context.factor);
      const cutter = setInterval(() => void cutListeners(server).catch(() => {}), 100);
      try {
        for (let round = 0; round < rounds; round++) {
          const [changed, asked] = round % 2 === 0 ? [first, second] : [second, first];
          const change = CHANGES[round % CHANGES.length] ?? revoke;
          const problem = await change({ changed, asked, studentId: 1 + (round % school.students), round });
          if (problem !== null) problems.push(`round ${round}: ${problem}`);
        }
      } finally {
        clearInterval(cutter);
      }
      context.say(`${rounds} changes, each asked for at once through the other replica`);
      const { problems: found } = await school.inspect({ isQuiet: false });
      return [...problems, ...found];
    }),
};

interface Round {
  readonly changed: Replica;
  readonly asked: Replica;
  readonly studentId: number;
  readonly round: number;
}

type CheckedChange = (round: Round) => Promise<string | null>;

const revoke: CheckedChange = async ({ changed, asked, studentId, round }) => {
  const hash = hashSecret(`a token of round ${round}`);
  const fields = { studentId, hash, prefix: 'jgp_test', label: null, expiresAt: null };
  const { id } = await changed.call<{ id: number }>('access', 'createToken', fields, byOwner());
  if ((await statusOf(asked, hash)) !== 'good') return 'a new token does not work at once';
  await changed.call('access', 'revokeToken', id, byOwner());
  return (await statusOf(asked, hash)) === 'revoked' ? null : 'a revoked token still works';
};

const suspend: CheckedChange = async ({ changed, asked, studentId }) => {
  const { hash } = tokenOf(studentId);
  if ((await statusOf(asked, hash)) !== 'good') return 'a student who may call does not';
  await changed.call('access', 'updateStudent', studentId, { suspended: true }, {}, byOwner());
  const status = await statusOf(asked, hash);
  await changed.call('access', 'updateStudent', studentId, { suspended: false }, {}, byOwner());
  if (status !== 'suspended') return 'a suspended student may call';
  return (await statusOf(asked, hash)) === 'good' ? null : 'a student who is no longer suspended may not call';
};

const lower: CheckedChange = async ({ changed, asked, studentId }) => {
  if (!(await placesAndSettles(asked, studentId))) return 'a call that has money does not fit';
  await setWeek(changed, studentId, 1);
  const isPlaced = await placesAndSettles(asked, studentId);
  await setWeek(changed, studentId, PLENTY * 1000);
  if (isPlaced) return 'a call was placed beyond a limit that had been lowered';
  return (await placesAndSettles(asked, studentId)) ? null : 'a limit that was raised is not in force';
};

const CHANGES: readonly CheckedChange[] = [revoke, suspend, lower];

async function statusOf(replica: Replica, hash: string): Promise<string> {
  const caller = await replica.call<Caller | null>('access', 'findCaller', hash);
  return caller === null ? 'unknown' : callerStatus(caller, Date.now() + 1000);
}

async function placesAndSettles(replica: Replica, studentId: number): Promise<boolean> {
  const order = orderOf(studentId, HOLD, Date.now());
  const placement = await replica.call<{ hold?: { id: number } }>('ledger', 'placeHold', order);
  if (placement.hold === undefined) return false;
  await replica.call('ledger', 'resolveHold', placement.hold.id, settlementOf(1), TIMING);
  return true;
}

async function setWeek(replica: Replica, scopeId: number, limit: number): Promise<void> {
  await replica.call('ledger', 'setBudget', { scope: 'student', scopeId, period: 'week', limit }, byOwner());
}

function byOwner(): { actor: string; now: number } {
  return { actor: 'owner', now: Date.now() };
}

/** Nothing may rest on being told of a change. */
async function cutListeners(server: LedgerServer): Promise<void> {
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'jigap %' AND (query ILIKE 'LISTEN%' OR application_name ILIKE '%listen%')`,
  );
}
