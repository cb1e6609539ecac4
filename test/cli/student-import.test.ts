import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { ROSTER } from './stub-routes.ts';

const ROUTE = 'POST /api/classes/1/roster';
const WORDS = ['student', 'import', 'roster.csv', '--class', '자료구조'];
let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

/** What the roster's route was sent. */
const sent = () => api.requests.filter(({ route }) => route === ROUTE).map(({ query, text }) => ({ query, text }));
const TEXT = '이름,학번\n김지우,20261000\n';

describe('jigap student import', () => {
  test('sends the file once to find its problems, and once to apply it', async () => {
    api.answerInTurn(ROUTE, [ROSTER, { ...ROSTER, applied: true }]);
    const { exitCode, out, error } = await jigap(api.url, WORDS);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(sent()).toEqual([
      { query: { dry_run: 'true' }, text: TEXT },
      { query: { twins: 'refuse' }, text: TEXT },
    ]);
    expect(out).toMatch(/^ {3}2 {2}added +김지우 +20261000, another student has this name$/m);
    expect(out).toMatch(/^ {3}3 {2}changed +김지우 +note = auditor$/m);
    expect(out).toContain('added 1, changed 1, unchanged 28, twins 0, problems 0\n');
  });

  test('only shows the preview with --dry-run', async () => {
    const { exitCode, out } = await jigap(api.url, [...WORDS, '--dry-run']);
    expect(exitCode).toBe(0);
    expect(sent()).toHaveLength(1);
    expect(out).toContain('new 1, changed 1');
  });

  test('applies nothing while a line has a problem', async () => {
    const problems = [{ line: 4, column: 'name', code: 'name_is_number', message: 'This name is a number.' }];
    api.answer(ROUTE, 200, { ...ROSTER, problems });
    const { exitCode, out, error } = await jigap(api.url, WORDS);
    expect(exitCode).toBe(3);
    expect(error).toContain('nothing was changed');
    expect(out).toMatch(/^ {3}4 {2}problem +- +name: This name is a number\.$/m);
    expect(sent()).toHaveLength(1);
  });

  test('applies twins only when it is told what to do with them', async () => {
    const twins = [{ line: 5, name: '김지우', student_number: null, email: null, note: null }];
    api.answer(ROUTE, 200, { ...ROSTER, twins });
    const refused = await jigap(api.url, WORDS);
    expect(refused.exitCode).toBe(3);
    expect(refused.error).toContain('--twins');
    expect((await jigap(api.url, [...WORDS, '--twins', 'add'])).exitCode).toBe(0);
    expect(sent().at(-1)?.query).toEqual({ twins: 'add' });
    expect((await jigap(api.url, [...WORDS, '--twins', 'maybe'])).exitCode).toBe(2);
  });

  test('says which file it cannot read, and sends nothing', async () => {
    const readFile = async () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    };
    const { exitCode, error } = await jigap(api.url, WORDS, { readFile });
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: 'error: cannot read roster.csv (ENOENT)\n' });
    expect(api.requests).toEqual([]);
  });
});

test('the student number is set and cleared', async () => {
  await jigap(api.url, ['student', 'add', '김지우', '--number', '20261000']);
  await jigap(api.url, ['student', 'set', '12', '--number', 'none']);
  expect(api.requests.map(({ body }) => body).filter((body) => body !== undefined)).toEqual([
    { name: '김지우', student_number: '20261000' },
    { student_number: null },
  ]);
});
