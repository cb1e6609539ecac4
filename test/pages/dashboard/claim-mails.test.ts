import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../store/sqlite/open-store.ts';
import { TEST_START } from '../../support/clock.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startApp } from '../../support/running-app.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { pagesOf } from '../test-browser.ts';

/** On a busy machine, too. */
const SOON = { timeout: 60_000 };
const PASSWORD = 'pass-word-of-the-mail-server';

const SIGN_IN: Partial<SMTPServerOptions> = {
  allowInsecureAuth: true,
  onAuth: ({ password }, _session, done) => done(null, password === PASSWORD ? { user: 'kim' } : {}),
};

async function start(port: number) {
  const app = await startApp({
    env: {
      JIGAP_SMTP_URL: `smtp://kim:${PASSWORD}@127.0.0.1:${port}`,
      JIGAP_MAIL_FROM: 'AI class <class@school.example>',
      JIGAP_PUBLIC_URL: 'https://class.example',
    },
  });
  const { id } = (await app.api('POST', '/api/classes', { name: 'AI club', language: 'en', time_zone: 'Asia/Seoul' }))
    .json;
  const add = async (name: string, email: string | null): Promise<number> =>
    (await app.api('POST', '/api/students', { name, class_id: id, email })).json.id;
  const owner = await pagesOf(app).owner();
  const path = `/dashboard/classes/${id}/claim-links`;
  const make = async () => {
    const newest = /name="newest" value="(\d+)"/.exec((await owner.get(path)).text)?.[1] ?? '';
    return owner.post(path, { newest, students: 'all', days: '14' });
  };
  return { app, owner, path, add, make };
}

const codesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/name="code" value="([0-9a-z]{28})"/g)].map(([, code = '']) => code)),
];

describe('claim links by e-mail', () => {
  it('reach each student who has an address, once, and the page says so', async () => {
    const mailServer = await startMailServer(SIGN_IN);
    const { app, owner, path, add, make } = await start(mailServer.port);
    await add('Kim', 'kim@school.example');
    await add('Lee', null);
    await add('Park', 'park@school.example');
    const made = await make();
    expect(made.text).toContain('E-mail them to 2 students');
    const codes = codesIn(made.text);
    const answers = await Promise.all([1, 2, 3].map(() => owner.post('/dashboard/claim-links/mail', { code: codes })));
    expect(answers.map(({ location }) => location)).toEqual(Array(3).fill(`${path}?done=claim_links_mailed`));
    await expect.poll(async () => (await owner.get(path)).text.split('>sent ').length - 1, SOON).toBe(2);
    expect(mailServer.received.map(({ to }) => to).sort()).toEqual([['kim@school.example'], ['park@school.example']]);
    const [kim] = mailServer.received.filter(({ to }) => to.includes('kim@school.example'));
    const link =
      /https:\/\/class\.example\/claim\/([0-9a-z]{28})/.exec((kim?.raw ?? '').replace(/=\r\n/g, ''))?.[1] ?? '';
    expect(codes).toContain(link);
    const claimed = await pagesOf(app).browser().post('/claim', { code: link });
    expect([claimed.status, claimed.text.includes('You have your API token')]).toEqual([200, true]);
    const settings = (await owner.get('/dashboard/settings')).text;
    for (const text of [settings, made.text, app.logLines.join('\n')]) expect(text).not.toContain(PASSWORD);
    expect(app.logLines.join('\n')).not.toContain(link);
    await app.stop();
  });

  it('are shown as not sent, with the reason', async () => {
    const mailServer = await startMailServer({
      ...SIGN_IN,
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    });
    const { app, owner, path, add, make } = await start(mailServer.port);
    await add('Kim', 'kim@school.example');
    await owner.post('/dashboard/claim-links/mail', { code: codesIn((await make()).text) });
    await expect.poll(async () => (await owner.get(path)).text, SOON).toContain('the mail server refused the address');
    await app.stop();
  });

  it('are shown as not sent when the server died before it knew', async () => {
    const databasePath = join(tempFolderForThisTest(), 'jigap.db');
    const died = openStore({ path: databasePath });
    const change = { actor: 'owner', now: TEST_START };
    const fields = { name: 'Kim', classId: null, email: 'kim@school.example', suspended: false };
    const { id: studentId } = await died.access.createStudent(fields, {}, change);
    const newLink = () => ({ hash: 'a hash', expiresAt: TEST_START + 1_000_000 });
    const [made] = await died.claimLinks.create({ selection: { studentId }, newLink }, change);
    const mail = { state: 'waiting', to: fields.email, at: TEST_START, problem: null } as const;
    await died.claimLinks.queueMails([{ id: made?.link.id ?? 0, mail }], change);
    await died.close();
    const app = await startApp({ databasePath });
    const shown = (await app.api('GET', `/api/students/${studentId}`)).json.claim_link;
    expect([shown.state, shown.mail.state]).toEqual(['open', 'interrupted']);
    const page = await (await pagesOf(app).owner()).get(`/dashboard/students/${studentId}`);
    expect(page.text).toContain('not sent: the server stopped');
    await app.stop();
  });
});
