import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { LEDGER_LOCK } from '../../../src/store/postgres/engine/locks.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

const NOW = Date.now();
const OWNER = { actor: 'owner', now: NOW };
const { defaults } = loadConfig({});

async function storeFor(url: string): Promise<Store> {
  const options = { url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: NOW };
  const store = await openPostgresStore(options);
  onTestFinished(() => store.close());
  return store;
}

test('a replica that waits for the ledger finds a token revoked as soon as another replica has revoked it', async () => {
  const { url } = await postgresForThisTest();
  const store = await storeFor(url);
  const student = await store.access.createStudent(
    { name: 'Kim', classId: null, email: null, suspended: false },
    {},
    OWNER,
  );
  const fields = { studentId: student.id, hash: 'hash', prefix: 'jgp_abcde', label: null, expiresAt: null };
  const token = await store.access.createToken(fields, OWNER);
  expect((await store.access.findCaller('hash'))?.token.revokedAt).toBeNull();

  // What another replica does in one transaction, under the lock that this one waits for.
  const other = await clientForThisTest(url);
  await other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})`);
  const waiting = store.journal.probeDisk();
  await setTimeout(50);
  await other.query('BEGIN');
  await other.query('UPDATE api_tokens SET revoked_at = $1 WHERE id = $2', [NOW, token.id]);
  await other.query('UPDATE ledger_state SET access_revision = access_revision + 1');
  await other.query('COMMIT');
  const found = Promise.resolve(store.access.findCaller('hash'));
  await setTimeout(100);
  await other.query(`SELECT pg_advisory_unlock(${LEDGER_LOCK})`);
  expect((await found)?.token.revokedAt).toBe(NOW);
  await waiting;
});

test('an e-mail address that another replica has just given to a student is not given to a second one', async () => {
  const { url } = await postgresForThisTest();
  const [a, b] = [await storeFor(url), await storeFor(url)];
  const { id: classId, joinCode: code } = await a.access.createClass(
    {
      ...{ name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
      ...{ joinPlaces: 9, joinMode: 'approve' },
    },
    {},
    OWNER,
  );
  const approve = async (name: string, identity: string): Promise<void> => {
    const token = { hash: `hash ${name}`, prefix: 'jgp_abcde', label: null, expiresAt: null };
    const browser = { secretHash: `secret ${name}`, knownHash: null, addressKey: 'one' };
    const answer = await a.joining.join({ code, name, identity, token, browser, mayClaim: () => true }, OWNER);
    if (!('waiting' in answer)) throw new Error(JSON.stringify(answer));
    await a.joining.approve({ classId, id: answer.waiting.id }, { as: 'new' }, OWNER);
  };
  await approve('Kim', 'kim@school.example');
  await b.access.createStudent({ name: 'Lee', classId, email: 'lee@school.example', suspended: false }, {}, OWNER);
  await approve('Lee', 'lee@school.example');
  const { rows } = await a.access.listStudents({ after: null, limit: 9, classId });
  expect(rows.map(({ email }) => email)).toEqual(['kim@school.example', 'lee@school.example', null]);
});
