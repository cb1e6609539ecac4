import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientSettings, jigap } from './in-process.ts';
import { OWNER_TOKEN, type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const withSettings = (url: string, ownerToken: string | null) => ({
  settings: () => clientSettings(url, { ownerToken, apiToken: null }),
});

test('an error of the server is printed with the field that it names', async () => {
  const error = { message: 'no such zone', type: 'invalid_request_error', code: null, param: 'time_zone' };
  api.answer('POST /api/classes', 400, { error });
  const run = await jigap(api.url, ['class', 'add', 'X', '--time-zone', 'Mars']);
  expect(run).toEqual({ exitCode: 3, out: '', error: 'error: no such zone (time_zone)\n' });
});

test('a conflict ends with the exit code of a refused request', async () => {
  api.answer('DELETE /api/classes/1', 409, { error: { message: 'it still has 3 students: move them first' } });
  const run = await jigap(api.url, ['class', 'remove', '1', '--yes']);
  expect(run).toMatchObject({ exitCode: 3, error: 'error: it still has 3 students: move them first\n' });
});

test('an internal error of the server ends with the exit code of an unexpected error', async () => {
  api.answer('GET /api/classes', 503, 'upstream connect error');
  const run = await jigap(api.url, ['class', 'list']);
  expect(run).toMatchObject({ exitCode: 1, error: 'error: the server failed (503): see its log\n' });
});

test('an answer from another server than jigap is reported as such', async () => {
  api.answer('GET /api/classes', 200, '<html>');
  expect(await jigap(api.url, ['class', 'list'])).toMatchObject({
    exitCode: 1,
    error: expect.stringContaining("check that JIGAP_URL is jigap's address"),
  });
});

test.each(['gzip', 'br'])('an answer in %s is refused before it is decoded, with what to do', async (coding) => {
  api.answer('GET /api/classes', 200, '{"data":[],"next_cursor":null}', { 'content-encoding': coding });
  const { exitCode, out, error } = await jigap(api.url, ['class', 'list']);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(error).toMatch(/^error: \S+ answers in a compressed form, .*switch off compression in the proxy before it/);
});

test('a redirect is not followed, so the token goes to no other server', async () => {
  api.answer('GET /api/classes', 302, '', { location: `${api.url}/api/students` });
  const run = await jigap(api.url, ['class', 'list']);
  expect(run.exitCode).toBe(1);
  expect(api.requests).toHaveLength(1);
});

test('a missing or unknown owner token ends with a hint where the token is', async () => {
  const none = await jigap(api.url, ['class', 'list'], withSettings(api.url, null));
  expect(none.exitCode).toBe(4);
  expect(none.error).toContain('set JIGAP_OWNER_TOKEN: it was printed at the first start');
  expect(none.error).toContain('lost it? start the server once more with JIGAP_OWNER_TOKEN=<20 or more');
  const unknown = await jigap(api.url, ['class', 'list'], withSettings(api.url, `${OWNER_TOKEN.slice(0, -1)}x`));
  expect(unknown.exitCode).toBe(4);
  expect(unknown.error).toContain('set JIGAP_OWNER_TOKEN');
});

test('an owner token that is no header value is never quoted', async () => {
  const run = await jigap(api.url, ['class', 'list'], withSettings(api.url, 'my secret\nword'));
  expect(run.exitCode).toBe(4);
  expect(run.error).not.toContain('secret');
});

test('secrets that the server or the command line repeat are cut out of errors', async () => {
  const message = `\u001b[31mbad ${OWNER_TOKEN} and sk-proj-abcdefghij`;
  api.answer('GET /api/classes', 400, { error: { message } });
  const run = await jigap(api.url, ['class', 'list']);
  expect(run.error).toBe('error: bad [secret] and sk-[secret]\n');
  const typed = await jigap(api.url, ['token', 'revoke', OWNER_TOKEN.replace('jgo_0', 'jgp_9')]);
  expect(typed.exitCode).toBe(2);
  expect(typed.error).toContain('jgp_[secret]');
  expect(typed.error).not.toContain('0123456789abc');
});

test('an address that cannot be used is a wrong setting and is not quoted', async () => {
  for (const url of ['http://ann:password@127.0.0.1:1', 'localhost:8080', 'nonsense']) {
    const run = await jigap(url, ['class', 'list']);
    expect(run.exitCode).toBe(2);
    expect(run.error).toContain('JIGAP_URL must look like');
    expect(run.error).not.toContain('password');
  }
});

test('a setting that cannot be read is a wrong setting', async () => {
  const settings = () => {
    throw new Error('JIGAP_URL is not an address');
  };
  const run = await jigap(api.url, ['class', 'list'], { settings });
  expect(run).toEqual({ exitCode: 2, out: '', error: 'error: JIGAP_URL is not an address\n' });
});

test('an address that ends with /v1 is accepted, too', async () => {
  const run = await jigap(`${api.url}/v1/`, ['class', 'list']);
  expect(run.exitCode).toBe(0);
  expect(api.requests[0]?.route).toBe('GET /api/classes');
});

test('a server that does not run is reported as unreachable, with what to do', async () => {
  await api.close();
  const run = await jigap(api.url, ['class', 'list']);
  expect(run.exitCode).toBe(5);
  expect(run.error).toContain(`cannot reach jigap at ${api.url} (ECONNREFUSED)`);
  expect(run.error).toContain('npm start');
});

test.each([
  [[]],
  [['student']],
  [['nonsense']],
  [['student', 'add']],
  [['student', 'add', 'A', 'B']],
  [['class', 'list', '--nonsense']],
  [['class', 'add', 'X', '--budget', 'year=1']],
  [['budget', 'set', 'wallet', 'month', '1e3']],
  [['budget', 'set', 'planet', 'month', '1']],
  [['usage', '--by', 'moon']],
  [['student', 'move', '12']],
  [['token', 'revoke', 'seven']],
])('%j is a wrong command line and asks nothing of the server', async (words) => {
  const run = await jigap(api.url, words);
  expect({ exitCode: run.exitCode, out: run.out, asked: api.requests }).toEqual({ exitCode: 2, out: '', asked: [] });
  expect(run.error).not.toBe('');
});
