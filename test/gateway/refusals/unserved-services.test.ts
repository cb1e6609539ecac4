import { toFile } from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findUnservedService, UNSERVED_SERVICES } from '../../../src/gateway/refusals/unserved-services.ts';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { startAppFixture } from '../../support/app-fixture.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { clientOf } from '../endpoints/endpoint-calls.ts';

const fixture = await startAppFixture({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '40' } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const ALL = UNSERVED_SERVICES.flatMap(({ paths, why }) => paths.map((path) => [path, why] as const));

describe('findUnservedService', () => {
  test.each(ALL)('finds %s with what is below it, with and without /v1', (path, why) => {
    for (const url of [path, `/v1${path}`, `/v1${path}?limit=3`, `/v1${path}/one_1/content`, `/v1/dry-run${path}`]) {
      expect(findUnservedService(url)?.why).toBe(why);
    }
  });

  test.each(['/v1/audio/speech', '/v1/images/generations', '/v1/models', '/v1/filesystem', '/v1', '/', '/v1/v1/files'])(
    'finds nothing at %s',
    (url) => {
      expect(findUnservedService(url)).toBeNull();
    },
  );

  test.each(LANGUAGES)('has a short text in %s for each, and none twice', (language) => {
    const texts = UNSERVED_SERVICES.map(({ why }) => why[language]);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(400);
      expect(text).not.toContain('\n');
    }
  });
});

describe('a service that is not served', () => {
  test.each(ALL)('is refused with the reason, for every method: %s', async (path, why) => {
    const { token } = await fixture.addStudent();
    for (const prefix of ['/v1', '']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const response = await fetch(fixture.app.url + prefix + path, {
          method,
          headers: { authorization: `Bearer ${token}` },
        });
        expect(response.status).toBe(404);
        expect(response.headers.get('x-should-retry')).toBe('false');
        expect(await response.json()).toEqual({
          error: { message: why.en, type: 'invalid_request_error', param: null, code: 'service_not_served' },
        });
      }
    }
    expect(upstream.calls).toEqual([]);
    expect(fixture.ledger.events).toEqual([]);
  });

  test('is refused in the language of the student', async () => {
    const { json } = await fixture.app.api('POST', '/api/classes', { name: '3-2', language: 'ko' });
    const { token } = await fixture.app.newStudent({ classId: json.id });
    const response = await fetch(`${fixture.app.url}/v1/batches`, { headers: { authorization: `Bearer ${token}` } });
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(
      'Batch API는 쓸 수 없습니다',
    );
  });

  test('is told to nobody without a token', async () => {
    const response = await fetch(`${fixture.app.url}/v1/files`, { headers: { authorization: 'Bearer jgp_wrong' } });
    expect(response.status).toBe(401);
  });

  test('counts as a request of the student, and as no call', async () => {
    const student = await fixture.addStudent();
    const ask = () => fetch(`${fixture.app.url}/v1/files`, { headers: { authorization: `Bearer ${student.token}` } });
    const statuses = (await Promise.all(Array.from({ length: 45 }, ask))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(40);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect(await fixture.recordsOf(student)).toEqual([]);
  });

  test('is listed for the owner', async () => {
    const student = await fixture.addStudent();
    await fetch(`${fixture.app.url}/v1/files`, { headers: { authorization: `Bearer ${student.token}` } });
    await expect
      .poll(async () => (await fixture.app.api('GET', `/api/refusals?student_id=${student.id}`)).json.data, {
        timeout: 60_000,
      })
      .toMatchObject([{ reason: 'serviceNotServed', status: 404, model: null }]);
  });

  test('is refused by an answer to a client that sends 25 MB', async () => {
    const client = clientOf(fixture, await fixture.addStudent());
    const file = await toFile(Buffer.alloc(25 * 1024 * 1024, 7), 'lecture.mp3');
    const error = await client.audio.transcriptions
      .create({ model: 'whisper-1', file })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 404, code: 'service_not_served' });
    expect(String(error)).toContain('Speech to text is not served here');
  });

  test('is refused to one who asks for a WebSocket', async () => {
    const { token } = await fixture.addStudent();
    const client = await connectRaw(fixture.app.url);
    await client.request({
      method: 'GET',
      path: '/v1/realtime?model=gpt-realtime',
      headers: {
        ...{ authorization: `Bearer ${token}`, connection: 'Upgrade', upgrade: 'websocket' },
        ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' },
      },
    });
    const { status, body } = await client.response();
    client.hangUp();
    expect([status, JSON.parse(body.toString()).error.code]).toEqual([404, 'service_not_served']);
  });
});
