import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/access/api-tokens.ts';
import { startApi } from './api-fixture.ts';

/** A class with a roster of two, and a way to come by its code. */
async function startClass(fields: object = {}) {
  const api = await startApi();
  const { body } = await api.call('POST', '/api/classes', { name: 'AI 1', join_places: 2, ...fields });
  const path = `/api/classes/${body.id}/join-requests`;
  for (const [name, student_number] of [
    ['김민지', '20261004'],
    ['이서연', '20261005'],
  ]) {
    await api.call('POST', '/api/students', { name, student_number, class_id: body.id });
  }
  let secrets = 0;
  const ask = async (name: string, identity: string) => {
    secrets++;
    const browser = { secretHash: hashSecret(`browser ${secrets}`), knownHash: null, addressKey: 'one' };
    const token = { hash: `hash ${secrets}`, prefix: 'jgp_abcde', label: null, expiresAt: null };
    const attempt = { code: body.join_code, name, identity, browser, token, mayClaim: () => true };
    return api.store.joining.join(attempt, { actor: 'join code', now: api.clock.now() });
  };
  const list = async () => (await api.call('GET', path)).body.data;
  const audit = async () => (await api.call('GET', '/api/audit?limit=2')).body.data;
  return { ...api, classId: body.id as number, path, ask, list, audit };
}

describe('GET /api/classes/{id}/join-requests', () => {
  it('lists who waits, with the students whom each can mean and what is safe', async () => {
    const { ask, list } = await startClass();
    await ask('이서연', '20261005');
    await ask('김민지', '1');
    await ask('이서연', '20261005');
    await ask('최하늘', 'new@school.example');
    const requests = await list();
    expect(requests).toMatchObject([
      { name: '김민지', identity: '1', state: 'waiting', student_id: null, browsers: 1, attempts: 1, suggestion: null },
      { name: '이서연', suggestion: null },
      { name: '최하늘', suggestion: { student_id: null }, candidates: [] },
    ]);
    expect(requests[0].candidates).toEqual([
      { student_id: 1, name: '김민지', student_number: '20261004', matched_by: 'name', is_taken: false },
    ]);
    expect(requests[1].candidates).toMatchObject([{ student_id: 2, matched_by: 'name_and_identity', is_taken: true }]);
  });

  it('is 404 for a class that is not there', async () => {
    const { call } = await startClass();
    expect(await call('GET', '/api/classes/99/join-requests')).toMatchObject({ status: 404 });
  });
});

describe('GET /api/classes/{id}/join-message', () => {
  it('is in the language of the class, with its link, code and what a roster asks for', async () => {
    const { call, classId } = await startClass({ language: 'ko', owner_title: '교수님', join_mode: 'approve' });
    const { join_code } = (await call('GET', `/api/classes/${classId}`)).body;
    const { body } = await call('GET', `/api/classes/${classId}/join-message`);
    expect(body.text).toContain('[AI 1]');
    expect(body.text).toMatch(new RegExp(`^http\\S+/join\\?code=${join_code}$`, 'm'));
    expect(body.text).toContain('학번');
    expect(body.text).toContain('교수님께서');
    expect(body.is_open).toBe(true);
  });

  it('says that joining is closed', async () => {
    const { call, classId } = await startClass({ join_places: 0, language: 'en' });
    const { body } = await call('GET', `/api/classes/${classId}/join-message`);
    expect(body).toMatchObject({ text: expect.stringContaining('Join code: '), is_open: false });
  });

  it('is 404 for a class that is not there', async () => {
    const { call } = await startClass();
    expect(await call('GET', '/api/classes/99/join-message')).toMatchObject({ status: 404 });
  });
});

describe('POST /api/classes/{id}/join-requests/approve', () => {
  it('approves as suggested, as a new student and as one of the class, each on its own', async () => {
    const { call, path, ask, list, audit } = await startClass({ join_mode: 'approve' });
    await ask('김민지', '20261004');
    await ask('이서윤', '20261005');
    await ask('최하늘', '7');
    await ask('박지우', '8');
    const approvals = [
      { id: 1 },
      { id: 2 },
      { id: 2, student_id: 2, revoke_tokens: true },
      { id: 3, student_id: null },
      { id: 4, student_id: 99 },
      { id: 9 },
    ];
    const { status, body } = await call('POST', `${path}/approve`, { approvals });
    expect([status, body.done]).toEqual([200, [1, 2, 3]]);
    expect(body.failed).toMatchObject([
      { id: 2, code: 'approval_unclear', message: expect.stringContaining('Name a student_id') },
      { id: 4, code: 'student_not_found' },
      { id: 9, code: 'approval_unclear' },
    ]);
    expect((await list()).map(({ state, student_id }: Record<string, unknown>) => [state, student_id])).toEqual([
      ['approved', 1],
      ['approved', 2],
      ['approved', 3],
      ['waiting', null],
    ]);
    expect(await audit()).toMatchObject([
      { actor: 'owner', action: 'join-request.approve', subject: 'join-request 3', after: { student_id: 3 } },
      { action: 'student.create', subject: 'student 3', after: { name: '최하늘', student_number: '7' } },
    ]);
  });

  it('approves no more new students than there are places', async () => {
    const { call, path, ask } = await startClass();
    for (const number of ['1', '2', '3']) await ask(`Pupil ${number}`, number);
    const { body } = await call('POST', `${path}/approve`, { approvals: [1, 2, 3].map((id) => ({ id })) });
    expect(body).toMatchObject({ done: [1, 2], failed: [{ id: 3, code: 'no_place' }] });
  });

  it.each([{}, { approvals: [] }, { approvals: [{ id: 1, student_id: '1' }] }, { approvals: [{ id: 1, as: 'new' }] }])(
    'rejects the body %j',
    async (body) => {
      const { call, path } = await startClass();
      expect((await call('POST', `${path}/approve`, body)).status).toBe(400);
    },
  );
});

describe('POST /api/classes/{id}/join-requests/decline', () => {
  it('declines several, and says which are gone in the language of the request', async () => {
    const { call, path, ask, list, audit } = await startClass();
    await ask('최하늘', '7');
    const answer = await call('POST', `${path}/decline`, { ids: [1, 2] }, { 'accept-language': 'ko' });
    expect(answer.body).toMatchObject({
      done: [1],
      failed: [{ id: 2, code: 'join_request_not_found', message: expect.stringContaining('참여 신청이 없습니다') }],
    });
    expect(await list()).toEqual([]);
    expect((await audit())[0]).toMatchObject({ actor: 'owner', action: 'join-request.decline' });
  });
});

describe('POST /api/students/{id}/reset-place', () => {
  it('revokes the API tokens, and lets the place be claimed again', async () => {
    const { call, ask } = await startClass();
    expect(await ask('김민지', '20261004')).toHaveProperty('joined');
    expect((await call('POST', '/api/students/1/reset-place', {})).body).toMatchObject({ id: 1, name: '김민지' });
    expect((await call('GET', '/api/students/1/tokens')).body.data[0].revoked_at).not.toBeNull();
    expect(await ask('김민지', '20261004')).toHaveProperty('joined');
    expect(await call('POST', '/api/students/99/reset-place', {})).toMatchObject({ status: 404 });
  });
});

it('changes the join mode of a class', async () => {
  const { call, classId } = await startClass();
  expect((await call('GET', `/api/classes/${classId}`)).body.join_mode).toBe('open');
  const changed = await call('PATCH', `/api/classes/${classId}`, { join_mode: 'approve' });
  expect(changed.body.join_mode).toBe('approve');
  expect((await call('PATCH', `/api/classes/${classId}`, { join_mode: 'closed' })).status).toBe(400);
});
