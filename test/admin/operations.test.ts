import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../src/access/api-tokens.ts';
import { OWNER, studentActor } from '../../src/admin/actor.ts';
import { deleteBudget, setBudget } from '../../src/admin/budgets.ts';
import { changeStudents, issueTokens } from '../../src/admin/bulk.ts';
import { changeClass, createClass, deleteClass, getClass, renewJoinCode } from '../../src/admin/classes.ts';
import { changePlainLimits, changePlainWalletLimits } from '../../src/admin/plain-limits.ts';
import { changeStudent, createStudent, createStudents, deleteStudent, getStudent } from '../../src/admin/students.ts';
import { issueToken, replaceToken, revokeToken } from '../../src/admin/tokens.ts';
import { adminError, joinAs, NEW_CLASS, startAdmin } from './admin-fixture.ts';

const USD = 1_000_000_000;
const TERM = { period: 'term', limit: USD } as const;

describe('the audit names the actor of', () => {
  test('every operation', async () => {
    const { deps, audit } = startAdmin();
    const assistant = studentActor(99);
    await createClass({ ...NEW_CLASS, joinPlaces: 1 }, assistant, deps);
    await changeClass(1, { name: 'AI 2' }, assistant, deps);
    await renewJoinCode(1, assistant, deps);
    await createStudent({ name: 'Kim' }, assistant, deps);
    await createStudents([{ name: 'Lee' }], assistant, deps);
    await changeStudent(1, { suspended: true }, assistant, deps);
    await issueToken(1, {}, assistant, deps);
    await replaceToken(1, {}, assistant, deps);
    await revokeToken(2, assistant, deps);
    await setBudget({ scope: 'student', scopeId: 1, period: 'day', limit: USD }, assistant, deps);
    await deleteBudget(1, assistant, deps);
    await changePlainWalletLimits([{ period: 'month', limit: USD }], assistant, deps);
    await deleteStudent(1, assistant, deps);
    await deleteClass(1, assistant, deps);
    const entries = await audit();
    expect(entries.map(({ action }) => action)).toEqual([
      ...['class.create', 'class.update', 'class.renew_join_code', 'student.create', 'student.create'],
      ...['student.update', 'token.issue', 'token.rotate', 'token.revoke', 'budget.set', 'budget.delete'],
      ...['budget.set', 'student.delete', 'class.delete'],
    ]);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(['student 99']));
  });

  test('a student who joins by a code', async () => {
    const { deps, audit } = startAdmin();
    const { joinCode } = await createClass({ ...NEW_CLASS, joinPlaces: 1 }, OWNER, deps);
    const { student, secret } = await joinAs(joinCode, '김서연'.normalize('NFD'), deps);
    expect(student).toMatchObject({ name: '김서연'.normalize('NFC'), classId: 1 });
    expect(await deps.store.access.findCaller(hashSecret(secret))).toMatchObject({ student: { id: student.id } });
    expect((await audit()).map(({ actor }) => actor)).toEqual(['owner', 'join code', 'join code']);
  });
});

describe('a refused operation', () => {
  test.each([
    ['AAAA-2222', 'Kim', { code: 'unknown_code' }, ['code']],
    [null, '\u0007', { code: 'name_control_characters' }, ['name']],
    [null, 'kim', { code: 'name_taken' }, ['name']],
  ] as const)('says why joining by %j as %j is impossible', async (code, name, problem, path) => {
    const { deps } = startAdmin();
    const { joinCode } = await createClass({ ...NEW_CLASS, joinPlaces: 2 }, OWNER, deps);
    await createStudent({ name: 'Kim', classId: 1 }, OWNER, deps);
    await expect(joinAs(code ?? joinCode, name, deps)).rejects.toEqual(adminError(problem, path));
  });

  test.each([
    ['class', (deps) => getClass(9, deps), { code: 'class_not_found', id: 9 }, []],
    ['class that is changed', (deps) => changeClass(9, {}, OWNER, deps), { code: 'class_not_found', id: 9 }, []],
    ['class that is removed', (deps) => deleteClass(9, OWNER, deps), { code: 'class_not_found', id: 9 }, []],
    [
      'class of a student',
      (deps) => createStudent({ name: 'a', classId: 9 }, OWNER, deps),
      { code: 'class_not_found', id: 9 },
      ['classId'],
    ],
    [
      'class of a budget',
      (deps) => setBudget({ scope: 'class', scopeId: 9, period: 'day', limit: 1 }, OWNER, deps),
      { code: 'class_not_found', id: 9 },
      ['scopeId'],
    ],
    ['student', (deps) => getStudent(9, deps), { code: 'student_not_found', id: 9 }, []],
    ['student that is changed', (deps) => changeStudent(9, {}, OWNER, deps), { code: 'student_not_found', id: 9 }, []],
    ['student of a token', (deps) => issueToken(9, {}, OWNER, deps), { code: 'student_not_found', id: 9 }, []],
    ['token', (deps) => revokeToken(9, OWNER, deps), { code: 'token_not_found', id: 9 }, []],
    ['budget', (deps) => deleteBudget(9, OWNER, deps), { code: 'budget_not_found', id: 9 }, []],
  ] satisfies [
    string,
    (deps: ReturnType<typeof startAdmin>['deps']) => Promise<unknown>,
    object,
    (string | number)[],
  ][])('names the unknown %s, and writes nothing', async (_what, act, problem, path) => {
    const { deps, audit } = startAdmin();
    await expect(act(deps)).rejects.toEqual(adminError(problem as Parameters<typeof adminError>[0], path));
    expect(await audit()).toEqual([]);
  });

  test('names the fields of a class, of a student and of a token', async () => {
    const { deps, clock } = startAdmin();
    await createStudent({ name: 'Kim' }, OWNER, deps);
    await expect(createClass({ ...NEW_CLASS, allowedModels: ['gpt-4o-mini', 'gpt-5'] }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'model_not_allowed', allowed: deps.policy().allowed }, ['allowedModels', 1]),
    );
    await expect(createClass({ ...NEW_CLASS, joinPlaces: 1001 }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'join_places_out_of_range', max: 1000 }, ['joinPlaces']),
    );
    await expect(createClass({ ...NEW_CLASS, rules: 'x'.repeat(4001) }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'text_length', max: 4000 }, ['rules']),
    );
    await expect(changeStudent(1, { note: 'x'.repeat(2001) }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'text_length', max: 2000 }, ['note']),
    );
    await expect(issueToken(1, { expiresAt: clock.now() }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'instant_past' }, ['expiresAt']),
    );
    await issueToken(1, {}, OWNER, deps);
    await expect(replaceToken(1, { graceSeconds: 604_801 }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'grace_out_of_range', max: 604_800 }, ['graceSeconds']),
    );
    await replaceToken(1, {}, OWNER, deps);
    await expect(replaceToken(1, {}, OWNER, deps)).rejects.toEqual(adminError({ code: 'token_replaced', id: 1 }));
  });
});

test('one of two who join by the last place at once gets in', async () => {
  const { deps } = startAdmin();
  const { joinCode } = await createClass({ ...NEW_CLASS, joinPlaces: 1 }, OWNER, deps);
  const results = await Promise.allSettled(['Kim', 'Lee'].map((name) => joinAs(joinCode, name, deps)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(results).toMatchObject([{}, { reason: { code: 'no_place' } }]);
});

describe('several students', () => {
  test('are created all or none, and the place of the one that is wrong is named', async () => {
    const { deps, audit } = startAdmin();
    const kim = { name: 'Kim' };
    await expect(createStudents([kim, { name: '' }], OWNER, deps)).rejects.toEqual(
      adminError({ code: 'name_length', max: 200 }, [1, 'name']),
    );
    await expect(createStudents([kim, { name: 'Lee', budgets: [TERM] }], OWNER, deps)).rejects.toEqual(
      adminError({ code: 'term_without_end' }, [1, 'budgets', 0, 'period']),
    );
    expect(await audit()).toEqual([]);
    expect(await createStudents([kim, { name: 'Lee' }], OWNER, deps)).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  test('are changed each on its own: one who is gone does not stop the others', async () => {
    const { deps } = startAdmin();
    await createStudents([{ name: 'Kim' }, { name: 'Lee' }, { name: 'Park' }], OWNER, deps);
    await deleteStudent(2, OWNER, deps);
    const ids = [1, 2, 3];
    const suspend = { kind: 'fields', fields: { suspended: true } } as const;
    expect(await changeStudents(ids, suspend, OWNER, deps)).toEqual([2]);
    expect((await getStudent(3, deps)).suspendedAt).not.toBeNull();
    const budget = { period: 'day', limit: USD } as const;
    expect(await changeStudents(ids, { kind: 'set_budget', budget }, OWNER, deps)).toEqual([2]);
    expect(await deps.store.ledger.listBudgets({ scope: 'student' })).toHaveLength(2);
    expect(
      await changeStudents(
        ids,
        { kind: 'delete_budget', of: { period: 'day', unit: 'money', selector: null } },
        OWNER,
        deps,
      ),
    ).toEqual([]);
    expect(await deps.store.ledger.listBudgets({ scope: 'student' })).toEqual([]);
  });

  test('get tokens, and those who could not are named', async () => {
    const { deps } = startAdmin();
    await createStudents([{ name: 'Kim' }, { name: 'Lee' }], OWNER, deps);
    await deleteStudent(1, OWNER, deps);
    const { issued, failedIds } = await issueTokens([1, 2], {}, OWNER, deps);
    expect(issued).toMatchObject([{ studentId: 2, secret: expect.stringMatching(/^jgp_/) }]);
    expect(failedIds).toEqual([1]);
  });
});

describe('the limits of the wallet', () => {
  test('are replaced in one change, which leaves alone what stays', async () => {
    const { deps, audit } = startAdmin();
    const [day, month] = [{ period: 'day', limit: USD } as const, { period: 'month', limit: 9 * USD } as const];
    await changePlainWalletLimits([day, month], OWNER, deps);
    await changePlainWalletLimits(
      [
        { ...day, limit: 2 * USD },
        { period: 'total', limit: 0 },
      ],
      OWNER,
      deps,
    );
    await changePlainWalletLimits(
      [
        { ...day, limit: 2 * USD },
        { period: 'total', limit: 0 },
      ],
      OWNER,
      deps,
    );
    expect(await deps.store.ledger.listBudgets({})).toMatchObject([
      { id: 1, scope: 'wallet', scopeId: 0, period: 'day', limit: 2 * USD },
      { id: 4, scope: 'wallet', scopeId: 0, period: 'total', limit: 0 },
    ]);
    expect((await audit()).map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      ...['budget.set budget 1', 'budget.set budget 2'],
      ...['budget.set budget 1', 'budget.set budget 4', 'budget.delete budget 2'],
    ]);
  });

  test('keep one of tokens that is added at the same moment, as those of a class do', async () => {
    const { deps } = startAdmin();
    await createClass({ name: 'c', timeZone: 'Asia/Seoul', language: 'ko' }, OWNER, deps);
    const plain = { period: 'day', limit: USD } as const;
    const tokens = { period: 'day', unit: 'tokens', selector: null, limit: 5000 } as const;
    const places = [
      { scope: 'wallet', scopeId: 0 },
      { scope: 'class', scopeId: 1 },
      { scope: 'class-student', scopeId: 1 },
    ] as const;
    const add = (place: (typeof places)[number]) =>
      deps.store.ledger.setBudget({ ...place, ...tokens }, { actor: 'owner', now: deps.now() });
    await Promise.all([
      // Asked for first, and decided after the changes that come in between.
      ...[changePlainWalletLimits([plain], OWNER, deps)],
      ...[changePlainLimits(1, { budgets: [plain], studentBudgets: [plain] }, OWNER, deps)],
      ...places.map(add),
    ]);
    for (const place of places) {
      const units = (await deps.store.ledger.listBudgets(place)).map(({ unit, limit }) => `${unit} ${limit}`);
      expect(units.toSorted()).toEqual([`money ${USD}`, 'tokens 5000']);
    }
    await Promise.all([
      ...places.map(async (place) => {
        const old = (await deps.store.ledger.listBudgets(place)).find(({ unit }) => unit === 'tokens');
        await deps.store.ledger.deleteBudget(old?.id ?? 0, { actor: 'owner', now: deps.now() });
      }),
      ...[changePlainWalletLimits([], OWNER, deps)],
      ...[changePlainLimits(1, { budgets: [], studentBudgets: [] }, OWNER, deps)],
    ]);
    expect(await deps.store.ledger.listBudgets({})).toEqual([]);
  });

  test('are replaced as a whole or not at all', async () => {
    const { deps, audit } = startAdmin();
    const limits = [
      { period: 'day', limit: USD },
      { period: 'week', limit: -1 },
    ] as const;
    await expect(changePlainWalletLimits(limits, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'amount_out_of_range' }, ['limits', 1, 'limit']),
    );
    await expect(changePlainWalletLimits([TERM], OWNER, deps)).rejects.toEqual(
      adminError({ code: 'wallet_term' }, ['limits', 0, 'period']),
    );
    await expect(setBudget({ scope: 'wallet', ...TERM }, OWNER, deps)).rejects.toEqual(
      adminError({ code: 'wallet_term' }, ['period']),
    );
    expect(await audit()).toEqual([]);
  });
});
