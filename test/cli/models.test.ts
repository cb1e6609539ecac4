import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputParsers } from '../../src/cli/input.ts';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const sent = () => api.requests.map(({ route, body }) => (body === undefined ? route : [route, body]));
const ok = async (...words: string[]) => {
  const run = await jigap(api.url, words);
  expect(run).toMatchObject({ exitCode: 0, error: '' });
  return run.out;
};

test('list shows each name with what answers and its price, and where the choice comes from', async () => {
  const out = await ok('model', 'list');
  expect(out).toMatch(/^NAME +SERVED BY +ENDPOINTS +TAKES +INPUT USD +OUTPUT USD +WARNING$/m);
  expect(out).toMatch(/^gpt-3\.5-turbo +gpt-6-luna +chat,responses +text,image +0\.10 +0\.50 +-$/m);
  expect(out).toMatch(/^from +the owner/m);
  expect(await ok('model', 'list', '--all')).toMatch(
    /^gpt-4o +chat,responses +text,image +2\.50 +10\.00 +shut down on 2027-01-14$/m,
  );
});

test('allow, disallow and alias send the names, and reset removes the choice', async () => {
  await ok('model', 'allow', 'gpt-4o', 'gpt-6-luna');
  await ok('model', 'disallow', 'gpt-4o');
  await ok('model', 'alias', 'gpt-4o=gpt-6-luna', 'lecture=gpt-6-luna');
  await ok('model', 'reset');
  expect(sent()).toEqual([
    ['PATCH /api/models', { allow: ['gpt-4o', 'gpt-6-luna'] }],
    ['PATCH /api/models', { disallow: ['gpt-4o'] }],
    ['PATCH /api/models', { aliases: { 'gpt-4o': 'gpt-6-luna', lecture: 'gpt-6-luna' } }],
    'DELETE /api/models',
    'GET /api/models',
  ]);
});

test('refused shows the names with an offer, and the command that takes the first one', async () => {
  const out = await ok('model', 'refused');
  expect(out).toMatch(/^gpt-4o +chat +12 +3 +gpt-6-luna +0\.10 +0\.50$/m);
  expect(out).toContain('To serve a name: jigap model alias gpt-4o=gpt-6-luna\n');
  api.answer('GET /api/models/refused', 200, { data: [] });
  expect(await ok('model', 'refused')).toBe('no name of a model was refused in the last 7 days\n');
});

test.each(['gpt-4o', '=gpt-4o', 'gpt-4o=', 'a=b=c', ''])('alias refuses %j, and sends nothing', async (text) => {
  expect(await jigap(api.url, ['model', 'alias', text])).toMatchObject({ exitCode: 2, out: '' });
  expect(sent()).toEqual([]);
});

test('an alias that is named twice is refused, whatever its name', () => {
  const { alias } = inputParsers('en');
  expect(() => alias('__proto__=b', alias('__proto__=a', undefined))).toThrow('named twice');
  expect(Object.entries(alias('__proto__=a', undefined))).toEqual([['__proto__', 'a']]);
});

test('a Korean terminal shows the models in Korean', async () => {
  const { out } = await jigap(api.url, ['model', 'list'], { language: 'ko' });
  expect(out).toMatch(/^이름 +답하는 모델 +엔드포인트 +받는 것 +입력\(달러\) +출력\(달러\) +주의$/m);
  expect(out).toMatch(/^정한 곳 +운영자/m);
});

test('jigap models discover prints what a server offers, what is guessed, and the entries to add', async () => {
  const out = await ok('models', 'discover', 'http://127.0.0.1:11434/v1', '--name', 'lab');
  expect(out).toMatch(/llama3\.2:3b +4096 \(guessed\) +chat +3072/);
  expect(out).toContain('"base_url": "http://127.0.0.1:11434/v1"');
  expect(out).toContain('jigap model allow llama3.2:3b');
});
