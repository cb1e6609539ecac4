import { describe, expect, test } from 'vitest';
import { StorageError } from '../../src/store/errors.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { errorAnswer, OWNER_TOKEN, startApi } from './api-fixture.ts';

const authorization = `Bearer ${OWNER_TOKEN}`;

describe('a body', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'of type %s is rejected',
    async (type) => {
      const { fetch } = await startApi();
      const headers = { authorization, 'content-type': type };
      const answer = await fetch('/api/classes', { method: 'POST', headers, body: '{"name":"a"}' });
      expect(answer).toMatchObject(errorAnswer(415, 'unsupported_content_type', null));
    },
  );

  test.each(['{', '{"name":"sk-secret"', 'null null', '{"__proto__":{"a":1},"name":"a"}'])(
    'that is not JSON is rejected and not quoted: %s',
    async (body) => {
      const { fetch } = await startApi();
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch('/api/classes', { method: 'POST', headers, body });
      expect(answer).toMatchObject(errorAnswer(400, 'invalid_body', null));
      expect(answer.text).not.toContain('sk-secret');
    },
  );

  test.each(['[]', '"text"', '7'])('that is not an object is rejected: %s', async (body) => {
    const { fetch } = await startApi();
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch('/api/classes', { method: 'POST', headers, body });
    expect(answer).toMatchObject(errorAnswer(400, 'invalid_body', null));
  });

  test('above the size limit is rejected', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/classes', { name: 'a'.repeat(1_100_000) });
    expect(answer).toMatchObject(errorAnswer(413, 'body_too_large', null));
  });

  test('that is empty does not stop a removal with the content type of JSON', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'a' });
    const answer = await call('DELETE', '/api/classes/1', undefined, { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 204, text: '' });
  });

  test('that is empty counts as no fields', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/classes', undefined, { 'content-type': 'application/json' });
    expect(answer).toMatchObject(errorAnswer(400, 'missing_value', 'name'));
  });
});

describe('a path that does not exist', () => {
  test.each([
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/nothing'],
    ['GET', '/api/classes/1/students'],
    ['PUT', '/api/classes/1'],
    ['GET', '/api/tokens/1'],
  ])('is answered with 404: %s %s', async (method, path) => {
    const { call } = await startApi();
    expect(await call(method, path)).toMatchObject(errorAnswer(404, 'unknown_path', null));
  });
});

describe('a failure', () => {
  function recordsThatThrow(error: Error): () => { records: RecordStore } {
    const fail = () => Promise.reject(error);
    const reads = {
      usage: fail,
      studentOverview: fail,
      classOverview: fail,
      listRecords: fail,
      findCall: fail,
      servedUsage: fail,
    };
    return () => ({
      records: {
        ...reads,
        outcomesOf: fail,
        noteRefusals: fail,
        listRefusals: fail,
        refusalDays: fail,
        refusedModels: fail,
      },
    });
  }

  test('of the disk is answered as a storage failure without its cause', async () => {
    const { call } = await startApi(recordsThatThrow(new StorageError('SQLITE_FULL at /secret/path')));
    const answer = await call('GET', '/api/usage');
    expect(answer).toMatchObject(errorAnswer(503, 'storage_failed', null));
    expect(answer.text).not.toContain('secret');
  });

  test('inside the server is answered without its cause', async () => {
    const { call } = await startApi(recordsThatThrow(new TypeError('cannot read secret of undefined')));
    const answer = await call('GET', '/api/requests');
    expect(answer).toMatchObject(errorAnswer(500, 'internal_error', null));
    expect(answer.body.error.message).toBe('The server failed. Look at its log.');
    expect(answer.text).not.toContain('secret');
  });
});

test('the message of an error says which values are allowed', async () => {
  const { call } = await startApi();
  const messageOf = async (body: unknown) => (await call('POST', '/api/students', body)).body.error.message;
  expect(await messageOf({})).toBe('name is required.');
  expect(await messageOf({ name: 'a', nick: 'b' })).toBe('nick is not a field here. Leave it out or correct its name.');
  expect(await messageOf({ name: 'a', class_id: 'b' })).toBe('class_id must be integer or null.');
  expect(await messageOf({ name: 'a', budgets: [{ period: 'year', limit_usd: 1 }] })).toBe(
    'budgets[0].period must be one of: day, week, month, term, total.',
  );
  expect(await messageOf({ name: 'a', budgets: [{ period: 'day', limit_usd: -1 }] })).toBe(
    'budgets[0].limit_usd: an amount in USD cannot be negative.',
  );
});

describe('the language of an error', () => {
  const answerIn = async (language: string | undefined, path = '/api/classes/9', body?: unknown) => {
    const { call } = await startApi();
    const headers = language === undefined ? {} : { 'accept-language': language };
    return (await call(body === undefined ? 'GET' : 'POST', path, body, headers)).body.error;
  };

  test('is that of Accept-Language, and its code and param have none', async () => {
    const error = await answerIn('ko-KR,ko;q=0.9,en;q=0.5');
    const message = '9번 반은 없습니다. GET /api/classes에 목록이 있습니다.';
    expect(error).toEqual({ message, type: 'invalid_request_error', code: 'not_found', param: null });
  });

  test.each([undefined, 'en-US', 'fr', '*'])('is English for Accept-Language %s', async (language) => {
    expect((await answerIn(language)).message).toBe('There is no class 9. GET /api/classes lists them.');
  });

  test.each([
    [{}, 'name 값이 필요합니다.'],
    [{ name: 'a', nick: 'b' }, '여기에는 nick 필드가 없습니다. 빼거나 이름을 고치세요.'],
    [{ name: 'a', class_id: 'b' }, 'class_id 값은 정수이거나 null이어야 합니다.'],
    [
      { name: 'a', budgets: [{ period: 'year', limit_usd: 1 }] },
      'budgets[0].period 값은 다음 중 하나여야 합니다: day, week, month, term, total.',
    ],
    [
      { name: 'a', budgets: [{ period: 'day', limit_usd: -1 }] },
      'budgets[0].limit_usd 값은 0~1,000,000달러이고 소수점 아래 아홉 자리까지여야 합니다.',
    ],
    [{ name: 7 }, 'name 값은 문자열이어야 합니다.'],
    ['text', '본문으로 JSON 객체 하나를 보내세요.'],
  ])('is Korean about a value, too: %j', async (body, message) => {
    expect((await answerIn('ko', '/api/students', body)).message).toBe(message);
  });
});
