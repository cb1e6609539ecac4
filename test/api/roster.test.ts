import { describe, expect, it } from 'vitest';
import { type Answer, errorAnswer, OWNER_TOKEN, startApi } from './api-fixture.ts';

async function startClass() {
  const api = await startApi();
  const { body } = await api.call('POST', '/api/classes', {
    name: '자료구조',
    time_zone: 'Asia/Seoul',
    language: 'ko',
  });
  const path = `/api/classes/${body.id}/roster`;
  const send = (table: string | Uint8Array<ArrayBuffer>, query = '', type = 'text/csv'): Promise<Answer> => {
    const headers = { authorization: `Bearer ${OWNER_TOKEN}`, 'content-type': type };
    return api.fetch(path + query, { method: 'POST', headers, body: table });
  };
  const list = async () => (await api.call('GET', `/api/students?class_id=${body.id}`)).body.data;
  return { ...api, classId: body.id as number, send, list };
}

const ROSTER = '이름,학번,이메일,비고\n김민지,20261000,a@b.kr,반장\n\n김민지,20261001,,\n이서준,,,\n';

describe('POST /api/classes/{id}/roster', () => {
  it('says what would change, and changes nothing, for a dry run', async () => {
    const { send, list } = await startClass();
    const { status, body } = await send(ROSTER, '?dry_run=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({ applied: false, columns: ['name', 'student_number', 'email', 'note'], unchanged: 0 });
    expect(body.added).toEqual([
      {
        ...{ line: 2, name: '김민지', student_number: '20261000', email: 'a@b.kr', note: '반장' },
        ...{ student_id: null, has_namesake: true },
      },
      {
        ...{ line: 4, name: '김민지', student_number: '20261001', email: null, note: null },
        ...{ student_id: null, has_namesake: true },
      },
      {
        ...{ line: 5, name: '이서준', student_number: null, email: null, note: null },
        ...{ student_id: null, has_namesake: false },
      },
    ]);
    expect(await list()).toEqual([]);
  });

  it('adds every student once, however often it is applied', async () => {
    const { send, list } = await startClass();
    const first = await send(ROSTER);
    expect(first.body).toMatchObject({ applied: true, unchanged: 0, changed: [] });
    const added = first.body.added.map((row: { student_id: number }) => row.student_id);
    expect((await list()).map((student: { id: number }) => student.id)).toEqual(added);
    expect(await list()).toMatchObject([
      { name: '김민지', student_number: '20261000', email: 'a@b.kr', note: '반장' },
      { name: '김민지', student_number: '20261001', email: null, note: null },
      { name: '이서준', student_number: null },
    ]);
    expect((await send(ROSTER)).body).toMatchObject({ applied: true, added: [], changed: [], unchanged: 3 });
    expect(await list()).toHaveLength(3);
  });

  it('changes a student who is there, and says so in the audit', async () => {
    const { send, list, call } = await startClass();
    await send('이서준\n');
    const [student] = await list();
    const { body } = await send('20261002\t이서준\n', '', 'text/tab-separated-values');
    expect(body.changed).toEqual([
      { line: 1, student_id: student.id, name: '이서준', changes: { student_number: '20261002' } },
    ]);
    const [entry] = (await call('GET', '/api/audit?limit=1')).body.data;
    expect(entry).toMatchObject({ action: 'student.update', subject: `student ${student.id}` });
  });

  it('reads what Excel saves on a Korean Windows (CP949)', async () => {
    const { send, list } = await startClass();
    await send(new Uint8Array(Buffer.from('c0ccb8a70d0ab1e8b9cec1f60d0a', 'hex')));
    expect(await list()).toMatchObject([{ name: '김민지' }]);
  });

  it('refuses twins until somebody decides about them', async () => {
    const { send, list } = await startClass();
    expect(await send('김민지\n김민지\n이서준')).toMatchObject(errorAnswer(409, 'conflict', null));
    expect(await list()).toEqual([]);
    const skipped = await send('김민지\n김민지\n이서준', '?twins=skip');
    expect(skipped.body).toMatchObject({ added: [{ name: '이서준' }], twins: [{ line: 1 }, { line: 2 }] });
    const added = await send('김민지\n김민지\n이서준', '?twins=add');
    expect(added.body).toMatchObject({ added: [{ line: 1 }, { line: 2 }], unchanged: 1, twins: [] });
    expect((await send('김민지\n김민지\n이서준')).body).toMatchObject({ added: [], unchanged: 3 });
    expect(await list()).toHaveLength(3);
  });

  it('adds nobody while a line has a problem', async () => {
    const { send, list } = await startClass();
    const text = 'name,number\n김민지,1\n20261000,2\n이서준,none\n';
    expect(await send(text)).toMatchObject(errorAnswer(409, 'conflict', null));
    expect((await send(text, '?dry_run=true')).body.problems).toEqual([
      { line: 3, column: 'name', code: 'name_is_number', message: expect.stringContaining('column of its own') },
      {
        line: 4,
        column: 'student_number',
        code: 'student_number_invalid',
        message: expect.stringContaining('student_number'),
      },
    ]);
    expect(await list()).toEqual([]);
  });

  it.each([
    ['nothing', '', 'text/csv', errorAnswer(400, 'invalid_value', 'body')],
    ['a JSON body', '{}', 'application/json', errorAnswer(415, 'unsupported_content_type', null)],
    ['a workbook', 'PK\u0003\u0004\0\0', 'text/csv', errorAnswer(400, 'invalid_value', 'body')],
    ['too much', 'x'.repeat(3 * 1024 * 1024), 'text/csv', errorAnswer(413, 'body_too_large', null)],
  ])('refuses %s', async (_, table, type, answer) => {
    expect(await (await startClass()).send(table, '', type)).toMatchObject(answer);
  });

  it('needs a class, an owner token, and values that it knows', async () => {
    const { fetch, send, classId } = await startClass();
    const headers = { authorization: `Bearer ${OWNER_TOKEN}`, 'content-type': 'text/csv' };
    for (const query of ['', '?dry_run=true']) {
      const answer = await fetch(`/api/classes/99/roster${query}`, { method: 'POST', headers, body: '김민지' });
      expect(answer).toMatchObject(errorAnswer(404, 'not_found', 'class_id'));
    }
    const none = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: '김민지' };
    expect((await fetch(`/api/classes/${classId}/roster`, none)).status).toBe(401);
    expect(await send('김민지', '?twins=maybe')).toMatchObject(errorAnswer(400, 'invalid_value', 'twins'));
  });

  it('adds 2,000 students at once', async () => {
    const { send, store, classId } = await startClass();
    const text = Array.from({ length: 2000 }, (_, n) => `${20_260_000 + n}\t학생 ${n % 1000}`).join('\n');
    expect((await send(text)).body.added).toHaveLength(2000);
    const { rows } = await store.access.listStudents({ classId, after: null, limit: 5000 });
    expect(rows).toHaveLength(2000);
  });
});

describe('the student number', () => {
  it('is unique in a class, and free in another and after a removal', async () => {
    const { call, classId } = await startClass();
    const add = (name: string, fields: object) =>
      call('POST', '/api/students', { name, class_id: classId, student_number: 'A1', ...fields });
    const first = (await add('김민지', {})).body;
    expect(first).toMatchObject({ student_number: 'A1' });
    expect(await add('이서준', { student_number: 'ａ１' })).toMatchObject(
      errorAnswer(409, 'conflict', 'student_number'),
    );
    const outside = (await add('이서준', { class_id: null })).body;
    const path = `/api/students/${outside.id}`;
    expect(await call('PATCH', path, { class_id: classId })).toMatchObject(errorAnswer(409, 'conflict', 'class_id'));
    expect((await call('PATCH', path, { class_id: classId, student_number: null })).status).toBe(200);
    expect(await call('PATCH', path, { student_number: 'A1' })).toMatchObject(
      errorAnswer(409, 'conflict', 'student_number'),
    );
    await call('DELETE', `/api/students/${first.id}`);
    expect((await call('PATCH', path, { student_number: ' A1 ' })).body).toMatchObject({ student_number: 'A1' });
  });

  it.each(['none', '2.0261E+07', 'x'.repeat(41), '1\n2', '<1>'])('cannot be %j', async (student_number) => {
    const { call } = await startClass();
    expect((await call('POST', '/api/students', { name: '김민지', student_number })).status).toBe(400);
  });
});
