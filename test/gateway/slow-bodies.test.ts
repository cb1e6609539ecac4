import { request } from 'node:http';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, startAppFixture, type TestStudent } from '../support/app-fixture.ts';

const fixture = await startAppFixture();
const { app } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  fixture.upstream.reset();
  await owner('POST', '/api/classes/resume', {});
});

const owner = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => app.owner.call(method, path, body);

/** A call that is let in and whose body comes later. */
async function begin({ token }: TestStudent) {
  const body = JSON.stringify(CHAT);
  const call = request(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const answered = new Promise<{ status: number; code: string | null }>((resolve, reject) => {
    call.once('error', reject).once('response', async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      const { error } = JSON.parse(text) as { error?: { code: string } };
      resolve({ status: response.statusCode ?? 0, code: error?.code ?? null });
    });
  });
  const letIn = new Promise<void>((resolve) => call.once('continue', resolve));
  call.flushHeaders();
  await letIn;
  return {
    finish: () => {
      call.end(body);
      return answered;
    },
  };
}

describe('a call whose body comes late', () => {
  test('is refused when the class was paused meanwhile', async () => {
    const student = await fixture.addStudent();
    const call = await begin(student);
    await owner('POST', `/api/classes/${fixture.classId}/pause`, {});
    expect(await call.finish()).toEqual({ status: 403, code: 'class_paused' });
    expect(fixture.upstream.calls).toEqual([]);
  });

  test('is refused when its student was suspended meanwhile', async () => {
    const student = await fixture.addStudent();
    const call = await begin(student);
    await owner('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect(await call.finish()).toMatchObject({ status: 403 });
    expect(fixture.upstream.calls).toEqual([]);
    expect(await fixture.recordsOf(student)).toEqual([]);
  });

  test('is refused when its student was removed meanwhile', async () => {
    const student = await fixture.addStudent();
    const call = await begin(student);
    await owner('DELETE', `/api/students/${student.id}`);
    expect(await call.finish()).toMatchObject({ status: 401 });
    expect(fixture.upstream.calls).toEqual([]);
  });

  test('begins with the instructions that its class got meanwhile', async () => {
    const student = await fixture.addStudent();
    const call = await begin(student);
    await owner('PATCH', `/api/classes/${fixture.classId}`, { instructions: 'Give hints.' });
    expect(await call.finish()).toEqual({ status: 200, code: null });
    expect(JSON.parse(fixture.upstream.calls[0]?.body ?? '')).toMatchObject({
      messages: [{ role: 'system', content: 'Give hints.' }, ...CHAT.messages],
    });
  });
});
