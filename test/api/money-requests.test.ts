import { describe, expect, it } from 'vitest';
import { startApi } from './api-fixture.ts';

/** Two students of a class in Seoul, and a way for them to ask. It is Monday 23 November there, at noon. */
async function startClass(fields: object = {}) {
  const api = await startApi();
  const { body } = await api.call('POST', '/api/classes', { name: 'AI 1', language: 'ko', ...fields });
  const ids: number[] = [];
  for (const name of ['김민지', '이서연']) {
    ids.push((await api.call('POST', '/api/students', { name, class_id: body.id })).body.id);
  }
  const [minji = 0, seoyeon = 0] = ids;
  const ask = (studentId: number, amount = 500_000_000, reason = '발표 준비') => {
    const change = { actor: `student ${studentId}`, now: api.clock.now() };
    return api.store.moneyRequests.ask(studentId, { amount, reason }, change);
  };
  const list = async (query = '') => (await api.call('GET', `/api/money-requests${query}`)).body.data;
  const topUps = async () => (await api.store.ledger.listTopUps({ after: null, limit: 100 })).rows;
  return { ...api, classId: body.id as number, minji, seoyeon, ask, list, topUps };
}

describe('GET /api/money-requests', () => {
  it('lists who waits, with the reason and the end that a grant has without one', async () => {
    const { ask, list, minji, seoyeon, classId } = await startClass();
    await ask(minji);
    await ask(seoyeon, 1, '숙제');
    const [first, second] = await list();
    expect(first).toEqual({
      ...{ id: 1, student_id: minji, student_name: '김민지', class_id: classId, amount_usd: 0.5, reason: '발표 준비' },
      created_at: '2026-11-23T03:00:00.000Z',
      expires_at: '2026-12-07T03:00:00.000Z',
      default_until: '2026-11-29T15:00:00.000Z',
    });
    expect(second).toMatchObject({ student_name: '이서연', amount_usd: 1e-9 });
    expect(await list(`?class_id=${classId}&limit=1`)).toHaveLength(1);
  });

  it('refuses a class that is not there', async () => {
    const { call } = await startClass();
    expect(await call('GET', '/api/money-requests?class_id=99')).toMatchObject({ status: 404 });
    expect(await call('GET', '/api/money-requests?class_id=x')).toMatchObject({ status: 400 });
  });
});

describe('POST /api/money-requests/{id}/grant', () => {
  it('gives as much as was asked for until the end of the week, once', async () => {
    const { call, ask, list, topUps, minji } = await startClass();
    await ask(minji);
    const [first, second] = await Promise.all(
      [1, 2].map(() => call('POST', '/api/money-requests/1/grant', { word: '잘 쓰렴' })),
    );
    expect([first?.status, second?.status, second?.body.error.code]).toEqual([204, 404, 'not_found']);
    expect(await topUps()).toMatchObject([
      { scopeId: minji, amount: 500_000_000, endsAt: Date.parse('2026-11-29T15:00:00Z'), reason: '잘 쓰렴' },
    ]);
    expect(await list()).toEqual([]);
    const { data } = (await call('GET', '/api/audit?limit=3')).body;
    expect(data.map(({ actor, action }: { actor: string; action: string }) => [actor, action])).toEqual([
      ['owner', 'money-request.grant'],
      ['owner', 'top-up.create'],
      [`student ${minji}`, 'money-request.ask'],
    ]);
  });

  it.each([
    [{ until: '2026-12-06' }, '2026-12-06T15:00:00Z'],
    [{ until: '2026-11-24T10:00:00+09:00' }, '2026-11-24T01:00:00Z'],
  ])('ends as %j says', async (body, endsAt) => {
    const { call, ask, topUps, minji } = await startClass();
    await ask(minji);
    expect(await call('POST', '/api/money-requests/1/grant', { amount_usd: 0.25, ...body })).toMatchObject({
      status: 204,
    });
    expect(await topUps()).toMatchObject([{ amount: 250_000_000, endsAt: Date.parse(endsAt) }]);
  });

  it.each([
    [{ amount_usd: 0 }, 'amount_usd'],
    [{ amount_usd: -1 }, 'amount_usd'],
    [{ amount_usd: 2_000_000 }, 'amount_usd'],
    [{ until: '2026-11-22' }, 'until'],
    [{ until: '2026-02-30' }, 'until'],
    [{ until: 'someday' }, 'until'],
    [{ until: '2028-01-01' }, 'until'],
    [{ until: '2026-12-19' }, 'until'],
    [{ word: 'x'.repeat(301) }, 'word'],
    [{ word: 'a\u0000b' }, 'word'],
    [{ why: 'x' }, 'why'],
  ])('refuses %j and leaves the request open', async (body, param) => {
    const { call, ask, list, topUps, minji } = await startClass({ ends_on: '2026-12-18' });
    await ask(minji);
    const { status, body: answer } = await call('POST', '/api/money-requests/1/grant', body);
    expect([status, answer.error.param]).toEqual([400, param]);
    expect([(await list()).length, await topUps()]).toEqual([1, []]);
  });
});

describe('POST /api/money-requests/{id}/decline', () => {
  it('declines with a word, once', async () => {
    const { call, ask, list, topUps, minji, store, clock } = await startClass();
    await ask(minji);
    expect(await call('POST', '/api/money-requests/1/decline', { word: '다음 주에 이야기하자' })).toMatchObject({
      status: 204,
    });
    expect(await call('POST', '/api/money-requests/1/decline')).toMatchObject({ status: 404 });
    expect([await list(), await topUps()]).toEqual([[], []]);
    expect(await store.moneyRequests.listOf(minji, clock.now())).toMatchObject([
      { state: 'declined', answer: { word: '다음 주에 이야기하자', topUp: null } },
    ]);
  });
});

describe('several money requests at once', () => {
  it('are granted each on its own, and say which could not be', async () => {
    const { call, ask, topUps, minji, seoyeon } = await startClass();
    await ask(minji);
    await ask(seoyeon);
    const { status, body } = await call('POST', '/api/money-requests/grant', { ids: [1, 99, 2], until: '2026-11-24' });
    expect(status).toBe(200);
    expect(body).toEqual({
      done: [1, 2],
      failed: [{ id: 99, code: 'money_request_not_found', message: expect.stringContaining('99') }],
    });
    expect((await topUps()).map(({ scopeId }) => scopeId).sort()).toEqual([minji, seoyeon].sort());
  });

  it('are declined with one word', async () => {
    const { call, ask, list, minji, seoyeon } = await startClass();
    await ask(minji);
    await ask(seoyeon);
    const { body } = await call('POST', '/api/money-requests/decline', { ids: [1, 2], word: 'No' });
    expect([body, await list()]).toEqual([{ done: [1, 2], failed: [] }, []]);
  });
});

describe('a class', () => {
  it('takes money requests until the owner turns them off', async () => {
    const { call, classId, ask, minji } = await startClass();
    expect((await call('GET', `/api/classes/${classId}`)).body.takes_money_requests).toBe(true);
    const changed = await call('PATCH', `/api/classes/${classId}`, { takes_money_requests: false });
    expect(changed.body.takes_money_requests).toBe(false);
    await expect(ask(minji)).rejects.toMatchObject({ code: 'money_requests_off' });
  });
});
