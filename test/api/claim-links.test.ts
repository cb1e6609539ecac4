import { describe, expect, it } from 'vitest';
import { parseClaimCode } from '../../src/access/claim-links.ts';
import { claimToken } from '../../src/admin/claim-links.ts';
import type { Mailer, OutgoingMail } from '../../src/admin/mailer.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

class RecordingMailer implements Mailer {
  readonly sent: OutgoingMail[] = [];
  readonly linkOf = (code: string): string => `https://class.example/claim/${code}`;
  send(mails: readonly OutgoingMail[]): void {
    this.sent.push(...mails);
  }
}

async function startClass(mailer: Mailer | null = null) {
  const api = await startApi(undefined, undefined, 'https://class.example', mailer);
  const fields = { name: '자료구조', time_zone: 'Asia/Seoul', language: 'ko', owner_title: '조교님' };
  const { body } = await api.call('POST', '/api/classes', fields);
  const classId = body.id as number;
  const add = async (name: string, more: object = {}): Promise<number> =>
    (await api.call('POST', '/api/students', { name, class_id: classId, ...more })).body.id;
  const make = (input: object = {}) => api.call('POST', `/api/classes/${classId}/claim-links`, input);
  const linkOf = async (id: number) => (await api.call('GET', `/api/students/${id}`)).body.claim_link;
  return { ...api, classId, add, make, linkOf };
}

describe('POST /api/classes/{id}/claim-links', () => {
  it('makes links for those without a token, and shows each code once', async () => {
    const { call, add, make, linkOf } = await startClass();
    const kim = await add('김민지', { student_number: '20261000', email: 'kim@school.example' });
    const lee = await add('이서준');
    await call('POST', `/api/students/${lee}/tokens`, {});
    const { status, body } = await make();
    expect(status).toBe(201);
    const [made] = body.data;
    expect(body.data).toEqual([
      {
        ...{ student_id: kim, name: '김민지', student_number: '20261000', email: 'kim@school.example' },
        ...{ code: made.code, link: `https://class.example/claim/${made.code}`, is_mailed: false },
        expires_at: '2026-12-07T15:00:00.000Z',
      },
    ]);
    expect(parseClaimCode(made.code)).toBe(made.code);
    expect(await linkOf(kim)).toEqual({
      ...{ state: 'open', created_at: '2026-11-23T03:00:00.000Z', expires_at: '2026-12-07T15:00:00.000Z' },
      ...{ claimed_at: null, revoked_at: null, token_id: null, mail: null },
    });
    expect(await linkOf(lee)).toBeNull();
    const listed = await call('GET', '/api/students');
    expect(listed.body.data.map((one: { claim_link: { state: string } | null }) => one.claim_link?.state)).toEqual([
      'open',
      undefined,
    ]);
    for (const path of ['/api/students', '/api/audit']) expect((await call('GET', path)).text).not.toContain(made.code);
  });

  it('makes links for all, or for chosen students, with days of their own', async () => {
    const { add, make, call } = await startClass();
    const [kim, lee] = [await add('Kim'), await add('Lee')];
    await call('POST', `/api/students/${kim}/tokens`, {});
    expect((await make({ students: 'all', days: 1 })).body.data).toMatchObject([
      { name: 'Kim', expires_at: '2026-11-24T15:00:00.000Z' },
      { name: 'Lee' },
    ]);
    expect((await make({ students: [lee] })).body.data).toMatchObject([{ name: 'Lee' }]);
  });

  it.each([
    [{ students: [] }, 400, 'students'],
    [{ students: 'some' }, 400, 'students'],
    [{ days: 0 }, 400, 'days'],
    [{ days: 91 }, 400, 'days'],
    [{ mail: 'yes' }, 400, 'mail'],
    [{ students: [9999] }, 404, 'students[0]'],
  ])('refuses %j', async (input, status, param) => {
    const { add, make, linkOf } = await startClass();
    const kim = await add('Kim');
    const answer = await make(input);
    expect([answer.status, answer.body.error.param]).toEqual([status, param]);
    expect(await linkOf(kim)).toBeNull();
  });

  it('refuses a class that does not exist', async () => {
    const { call } = await startClass();
    expect((await call('POST', '/api/classes/99/claim-links', {})).status).toBe(404);
    expect((await call('DELETE', '/api/classes/99/claim-links')).status).toBe(404);
    expect((await call('POST', '/api/students/99/claim-link', {})).status).toBe(404);
  });

  it('refuses to e-mail without a mail server, and leaves earlier links alone', async () => {
    const { add, make, linkOf } = await startClass();
    const kim = await add('Kim', { email: 'kim@school.example' });
    await make();
    const before = await linkOf(kim);
    const { status, body } = await make({ mail: true });
    expect({ status, body }).toEqual(errorAnswer(409, 'conflict', null));
    expect(body.error.message).toContain('JIGAP_SMTP_URL');
    expect(await linkOf(kim)).toEqual(before);
  });

  it('e-mails each student who has an address, in the language of the class', async () => {
    const mailer = new RecordingMailer();
    const { add, make, linkOf, call } = await startClass(mailer);
    const kim = await add('김민지', { email: 'kim@school.example' });
    const lee = await add('이서준');
    const { body } = await make({ mail: true });
    expect(body.data.map((one: { is_mailed: boolean }) => one.is_mailed)).toEqual([true, false]);
    expect(mailer.sent).toHaveLength(1);
    const [mail] = mailer.sent;
    expect(mail).toMatchObject({ to: 'kim@school.example', subject: '자료구조: 내 API 토큰 받기', studentId: kim });
    expect(mail?.text).toContain(`\nhttps://class.example/claim/${body.data[0].code}\n`);
    expect(mail?.text).toContain('김민지님, 안녕하세요.');
    expect(mail?.text).toContain('12월 7일(월)까지 한 번만');
    expect(mail?.text).toContain('조교님께 여쭤보세요.');
    const waiting = { state: 'waiting', to: 'kim@school.example', at: '2026-11-23T03:00:00.000Z', problem: null };
    expect([(await linkOf(kim)).mail, (await linkOf(lee)).mail]).toEqual([waiting, null]);
    const audit = (await call('GET', '/api/audit')).body.data;
    expect(audit[0]).toMatchObject({ action: 'claim-link.mail', subject: `student ${kim}`, actor: 'owner' });
  });
});

describe('the claim link of one student', () => {
  it('is made, replaced, claimed and revoked', async () => {
    const { store, add, call, linkOf } = await startClass();
    const kim = await add('Kim');
    const path = `/api/students/${kim}/claim-link`;
    const first = (await call('POST', path, {})).body;
    const second = (await call('POST', path, { days: 90 })).body;
    const deps = { store, now: () => Date.parse('2026-11-23T04:00:00Z') };
    const claim = (code: string) => claimToken(code, 'claim link', deps as Parameters<typeof claimToken>[2]);
    await expect(claim(first.code)).rejects.toThrow('unknown_claim');
    await claim(second.code);
    const { data } = (await call('GET', `/api/students/${kim}/tokens`)).body;
    expect(await linkOf(kim)).toMatchObject({ state: 'claimed', token_id: data[0].id });
    expect(data).toMatchObject([{ label: 'claim link' }]);
    await call('POST', path, {});
    expect((await call('DELETE', path)).body).toEqual({ revoked: 1 });
    expect((await call('DELETE', path)).body).toEqual({ revoked: 0 });
    expect(await linkOf(kim)).toMatchObject({ state: 'revoked' });
  });

  it('is revoked with all others of the class', async () => {
    const { add, make, call, classId } = await startClass();
    await add('Kim');
    await add('Lee');
    await make();
    expect((await call('DELETE', `/api/classes/${classId}/claim-links`)).body).toEqual({ revoked: 2 });
  });
});
