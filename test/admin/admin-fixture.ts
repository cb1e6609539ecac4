import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { AdminDeps } from '../../src/admin/admin-deps.ts';
import { AdminError, type AdminProblem, type FieldPath } from '../../src/admin/admin-error.ts';
import { type JoinedStudent, joinClass } from '../../src/admin/joining.ts';
import type { AuditEntry } from '../../src/store/journal-store.ts';
import { openStore } from '../store/sqlite/open-store.ts';
import { TestClock } from '../support/clock.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

/** The fields that a new class must have. */
export const NEW_CLASS = { name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko' } as const;

export interface TestAdmin {
  readonly deps: AdminDeps;
  readonly clock: TestClock;
  /** The audit, oldest first. */
  readonly audit: () => Promise<AuditEntry[]>;
}

/** What the operations need, over a database of its own. */
export function startAdmin(): TestAdmin {
  const clock = new TestClock();
  const store = openStore({ path: join(tempFolderForThisTest(), 'jigap.db') });
  onTestFinished(() => store.close());
  const deps: AdminDeps = {
    store,
    catalogue: new Map(),
    policy: () => ({ catalogue: new Map(), allowed: ['gpt-3.5-turbo', 'gpt-4o-mini'], aliases: new Map() }),
    timeZone: 'Asia/Seoul',
    language: 'ko',
    callLimits: { callsInFlight: 64, studentRequestsPerMinute: 120, studentCallsInFlight: 16 },
    now: clock.now,
  };
  const audit = async () => (await store.journal.listAudit({ after: null, limit: 200 })).rows.reverse();
  return { deps, clock, audit };
}

/** Somebody who is let in at once. @throws AdminError, and an Error for whom the owner must approve */
export async function joinAs(code: string, name: string, deps: AdminDeps): Promise<JoinedStudent> {
  const browser = { secretHash: `secret of ${name}`, knownHash: null, addressKey: 'one' };
  const joined = await joinClass({ code, name, identity: '', browser }, NO_GUESSES, deps);
  if ('waiting' in joined) throw new Error(`${name} waits`);
  return joined;
}

export const NO_GUESSES = { mayClaim: () => true, countWrong: () => {} };

/** What a refused change must be rejected with. */
export function adminError(problem: AdminProblem, path: FieldPath = []) {
  return expect.toSatisfy((error: unknown) => {
    expect(error).toBeInstanceOf(AdminError);
    expect(error).toMatchObject({ problem, path });
    return true;
  });
}

/** @returns the error that an action throws */
export function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
