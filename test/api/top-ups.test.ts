import { describe, expect, it } from 'vitest';
import { startApi } from './api-fixture.ts';

/** A student of a class in Seoul; it is Monday 23 November there, at noon. */
async function startClass(fields: object = {}) {
  const api = await startApi();
  const { id: classId } = (await api.call('POST', '/api/classes', { name: 'AI 1', ...fields })).body;
  const { id: studentId } = (await api.call('POST', '/api/students', { name: '김민지', class_id: classId })).body;
  const give = (more: object = {}) =>
    api.call('POST', '/api/top-ups', { scope: 'student', scope_id: studentId, amount_usd: 0.5, ...more });
  const list = async (query = '') => (await api.call('GET', `/api/top-ups${query}`)).body.data;
  return { ...api, classId: classId as number, studentId: studentId as number, give, list };
}

describe('POST /api/top-ups', () => {
  it('gives a student money until the end of the week', async () => {
    const { give, list, studentId } = await startClass();
    const { status, body } = await give({ reason: '발표 준비' });
    const topUp = {
      ...{ id: 1, scope: 'student', scope_id: studentId, amount_usd: 0.5, spent_usd: 0, held_usd: 0, left_usd: 0.5 },
      ...{ starts_at: '2026-11-23T03:00:00.000Z', ends_at: '2026-11-29T15:00:00.000Z', reason: '발표 준비' },
      ...{ withdrawn_at: null, is_in_effect: true },
    };
    expect([status, body]).toEqual([201, { ...topUp, warnings: [] }]);
    expect(await list()).toEqual([topUp]);
  });

  it.each([
    ['2026-12-06', '2026-12-06T15:00:00.000Z'],
    ['monday', '2026-11-23T15:00:00.000Z'],
    ['sunday', '2026-11-29T15:00:00.000Z'],
    ['Friday', '2026-11-27T15:00:00.000Z'],
    ['2026-11-23T13:00:00+09:00', '2026-11-23T04:00:00.000Z'],
  ])('until %s ends at %s', async (until, endsAt) => {
    const { give } = await startClass();
    expect((await give({ until })).body.ends_at).toBe(endsAt);
  });

  it('ends a day of New York by its clocks, on the day that they go back, too', async () => {
    const { give, clock } = await startClass({ time_zone: 'America/New_York' });
    clock.advance(Date.parse('2027-11-06T12:00:00Z') - clock.now());
    expect((await give({ until: '2027-11-07' })).body.ends_at).toBe('2027-11-08T05:00:00.000Z');
    expect((await give({ until: '2027-11-06' })).body.ends_at).toBe('2027-11-07T04:00:00.000Z');
  });

  it('ends with the class by itself, and refuses a later day', async () => {
    const { give } = await startClass({ ends_on: '2026-11-25' });
    expect((await give()).body.ends_at).toBe('2026-11-25T15:00:00.000Z');
    const { status, body } = await give({ until: '2026-11-26' });
    expect([status, body.error.param]).toEqual([400, 'until']);
    expect(body.error.message).toContain('2026-11-25');
  });

  it('refuses a class that is over', async () => {
    const { give, clock } = await startClass({ ends_on: '2026-11-25' });
    clock.advance(3 * 86_400_000);
    expect(await give()).toMatchObject({ status: 409 });
  });

  it('warns where a shared budget has less left, and gives it all the same', async () => {
    const { give, call, classId } = await startClass({ budgets: [{ period: 'week', limit_usd: 0.4 }] });
    const { body } = await give();
    expect(body.warnings).toEqual([{ code: 'exceeds_shared_budget', scope: 'class', period: 'week', left_usd: 0.4 }]);
    const ofClass = await call('POST', '/api/top-ups', { scope: 'class', scope_id: classId, amount_usd: 6 });
    expect(ofClass.body.warnings).toEqual([
      { code: 'exceeds_shared_budget', scope: 'wallet', period: 'month', left_usd: 5 },
    ]);
  });

  it.each([
    [{ amount_usd: 0 }, 400, 'amount_usd'],
    [{ amount_usd: -1 }, 400, 'amount_usd'],
    [{ amount_usd: 1e-10 }, 400, 'amount_usd'],
    [{ until: '2026-11-22' }, 400, 'until'],
    [{ until: 'someday' }, 400, 'until'],
    [{ until: '2028-01-01' }, 400, 'until'],
    [{ reason: 'x'.repeat(301) }, 400, 'reason'],
    [{ scope: 'wallet' }, 400, 'scope'],
    [{ scope_id: 99 }, 404, 'scope_id'],
    [{ scope: 'class', scope_id: 99 }, 404, 'scope_id'],
  ])('refuses %j and gives nothing', async (fields, status, param) => {
    const { give, list } = await startClass();
    const answer = await give(fields);
    expect([answer.status, answer.body.error.param]).toEqual([status, param]);
    expect(await list()).toEqual([]);
  });
});

describe('GET /api/top-ups', () => {
  it('lists those of a class or a student, all or those in effect', async () => {
    const { give, call, list, clock, classId, studentId } = await startClass();
    await give({ until: '2026-11-23T13:00:00+09:00' });
    await call('POST', '/api/top-ups', { scope: 'class', scope_id: classId, amount_usd: 1 });
    clock.advance(3_600_000);
    const idsOf = async (query: string) => (await list(query)).map(({ id }: { id: number }) => id);
    expect(await idsOf('')).toEqual([2, 1]);
    expect(await idsOf('?in_effect=true')).toEqual([2]);
    expect(await idsOf(`?scope=student&scope_id=${studentId}`)).toEqual([1]);
    expect(await idsOf('?scope=class')).toEqual([2]);
    expect((await list())[1].is_in_effect).toBe(false);
    expect(await call('GET', '/api/top-ups?scope_id=1')).toMatchObject({ status: 400 });
    expect(await call('GET', '/api/top-ups?scope=class&scope_id=99')).toMatchObject({ status: 404 });
  });
});

describe('DELETE /api/top-ups/{id}', () => {
  it('withdraws what is left; a second time changes nothing', async () => {
    const { give, call, list } = await startClass();
    await give();
    expect([await call('DELETE', '/api/top-ups/1'), await call('DELETE', '/api/top-ups/1')]).toMatchObject([
      { status: 204 },
      { status: 204 },
    ]);
    expect(await list()).toMatchObject([
      { left_usd: 0, is_in_effect: false, withdrawn_at: '2026-11-23T03:00:00.000Z' },
    ]);
    const { data } = (await call('GET', '/api/audit?limit=2')).body;
    expect(data.map(({ action }: { action: string }) => action)).toEqual(['top-up.withdraw', 'top-up.create']);
    expect(await call('DELETE', '/api/top-ups/99')).toMatchObject({ status: 404 });
  });
});
