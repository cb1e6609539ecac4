import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { MADE_LINK } from './stub-routes.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const made = () => api.requests.filter(({ route }) => route.startsWith('POST '));

describe('jigap claim-link create', () => {
  it('makes links for those of a class who have no token, and prints them', async () => {
    const { exitCode, out } = await jigap(api.url, ['claim-link', 'create', '--class', '1']);
    expect(exitCode).toBe(0);
    expect(made()).toMatchObject([{ route: 'POST /api/classes/1/claim-links', body: {} }]);
    expect(out).toContain(`${api.url}/claim/${MADE_LINK.code}`);
    expect(out).toContain('shown only this once');
    expect(out).toContain('These links work on this machine only');
  });

  it('makes links for all, for some days, and e-mails them', async () => {
    const words = ['claim-link', 'create', '--class', '1', '--all', '--days', '7', '--mail'];
    expect((await jigap(api.url, words)).exitCode).toBe(0);
    expect(made()).toMatchObject([{ body: { students: 'all', days: 7, mail: true } }]);
  });

  it('makes a link for one student', async () => {
    expect((await jigap(api.url, ['claim-link', 'create', '12'])).exitCode).toBe(0);
    expect(made()).toMatchObject([{ route: 'POST /api/students/12/claim-link' }]);
  });

  it('writes a file without a formula, and keeps the links off the terminal', async () => {
    const files = new Map<string, string>();
    const createFile = async (path: string) => async (text: string) => void files.set(path, text);
    const { out } = await jigap(api.url, ['claim-link', 'create', '--class', '1', '--csv', 'links.csv'], {
      createFile,
    });
    const row = `'=김지우,20261000,kim@school.example,${api.url}/claim/${MADE_LINK.code},${MADE_LINK.code},${MADE_LINK.expires_at}`;
    expect(files.get('links.csv')).toBe(`\ufeffname,student number,e-mail,link,code,expires\n${row}\n`);
    expect(out).toContain('1 link(s) written to links.csv');
    expect(out).not.toContain(MADE_LINK.code);
  });

  it.each(['EEXIST', 'EACCES'])('makes no link when the file cannot be written: %s', async (code) => {
    const createFile = async () => {
      throw Object.assign(new Error(code), { code });
    };
    const words = ['claim-link', 'create', '--class', '1', '--csv', 'links.csv'];
    const { exitCode, error } = await jigap(api.url, words, { createFile });
    expect([exitCode, error.includes('No link was made')]).toEqual([2, true]);
    expect(made()).toEqual([]);
  });

  it.each([[[]], [['12', '--class', '1']], [['12', '--all']]])('asks for a student or a class: %j', async (words) => {
    const { exitCode } = await jigap(api.url, ['claim-link', 'create', ...words]);
    expect([exitCode, made()]).toEqual([2, []]);
  });
});

describe('jigap claim-link list and revoke', () => {
  it('says what became of the links, in the language of the terminal', async () => {
    const english = await jigap(api.url, ['claim-link', 'list', '1']);
    expect(english.out).toMatch(/NUMBER +NAME +LINK +EXPIRES +USED +E-MAIL/);
    const korean = await jigap(api.url, ['claim-link', 'list', '1'], { language: 'ko' });
    expect(korean.out).toMatch(/학번 +이름 +링크 +만료 +받은 때 +이메일/);
  });

  it('revokes after a question, or with --yes', async () => {
    const asked = await jigap(api.url, ['claim-link', 'revoke', '12']);
    expect([asked.exitCode, asked.error.includes('--yes')]).toEqual([2, true]);
    expect((await jigap(api.url, ['claim-link', 'revoke', '--class', '1', '--yes'])).exitCode).toBe(0);
    expect(api.requests.filter(({ route }) => route.startsWith('DELETE '))).toMatchObject([
      { route: 'DELETE /api/classes/1/claim-links' },
    ]);
  });
});
