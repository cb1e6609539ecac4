import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NO_BACKUPS } from '../../../src/store/postgres/backups.ts';
import { startApp, UPSTREAM_KEY } from '../../support/running-app.ts';
import { pagesOf } from '../test-browser.ts';

const PATH = '/dashboard/settings/backups';

async function start() {
  const app = await startApp();
  onTestFinished(() => app.stop());
  const pages = pagesOf(app);
  const owner = await pages.owner();
  const csrf = /name="csrf" value="([^"]+)"/.exec((await owner.get(PATH)).text)?.[1] ?? '';
  return { app, pages, owner, csrf };
}

test('the page makes a backup, lists it and downloads it; the overview says how old it is', async () => {
  const { app, owner, csrf } = await start();
  expect((await owner.get('/dashboard')).text).toMatch(/Last backup<\/a>: <span class="badge near">never/);
  const made = await owner.post(PATH, { csrf });
  expect([made.status, made.headers.get('location')]).toEqual([303, `${PATH}?done=backup_made`]);
  const [name = ''] = readdirSync(app.store.backups.folder);
  const { text } = await owner.get(PATH);
  expect(text).toContain(`href="${PATH}/${name}"`);
  expect(text).toContain('>you<');
  app.clock.advance(3 * 3_600_000);
  expect((await owner.get('/dashboard')).text).toMatch(/Last backup<\/a>: <time[^>]*>3 hours ago<\/time>/);
  const file = await fetch(`${app.url}${PATH}/${name}`, {
    headers: { cookie: [...owner.cookies].map(([key, { value }]) => `${key}=${value}`).join('; ') },
  });
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(bytes.equals(readFileSync(join(app.store.backups.folder, name)))).toBe(true);
});

test('a backup holds no key of the provider, no owner token and no API token', async () => {
  const { app, owner, csrf } = await start();
  const { token } = await app.newStudent();
  const prompt = 'a prompt that nobody may keep';
  await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: prompt }] });
  await owner.post(PATH, { csrf });
  const [name = ''] = readdirSync(app.store.backups.folder);
  const content = readFileSync(join(app.store.backups.folder, name)).toString('latin1');
  expect(content).toContain('usage_records');
  for (const secret of [UPSTREAM_KEY, app.ownerToken, token, prompt]) expect(content).not.toContain(secret);
});

test('without a session or a CSRF token, nothing is made and nothing is sent', async () => {
  const { app, pages, owner, csrf } = await start();
  await owner.post(PATH, { csrf });
  const [name = ''] = readdirSync(app.store.backups.folder);
  const guest = pages.browser();
  expect((await guest.get(`${PATH}/${name}`)).status).toBe(303);
  expect((await guest.post(PATH, { csrf })).status).toBe(303);
  expect((await owner.post(PATH, { csrf: 'x' })).status).toBe(403);
  expect(readdirSync(app.store.backups.folder)).toEqual([name]);
  expect((await owner.get(`${PATH}/jigap-20200101T000000000Z.db`)).status).toBe(404);
});

test('a backup that failed stands on its page and on the overview, in both languages', async () => {
  const { app, pages, owner, csrf } = await start();
  writeFileSync(app.store.backups.folder, 'a file where the folder should be');
  expect(await owner.post(PATH, { csrf })).toMatchObject({ status: 500 });
  rmSync(app.store.backups.folder);
  expect((await owner.get('/dashboard')).text).toMatch(/<span class="badge bad">failed/);
  const korean = pages.browser({ 'accept-language': 'ko' });
  await korean.signInAsOwner(app);
  const { text } = await korean.get(PATH);
  expect(text).toContain('백업 폴더를 쓸 수 없어요');
  expect((await korean.get('/dashboard/incidents')).text).toContain('백업하지 못했어요');
});

test('the page offers nothing where PostgreSQL makes the backups, and the overview says so', async () => {
  const app = await startApp({
    store: (store) => ({ ...store, backups: NO_BACKUPS, cluster: { ...store.cluster, isShared: true } }),
  });
  onTestFinished(() => app.stop());
  const owner = await pagesOf(app).owner();
  const { status, text } = await owner.get(PATH);
  expect(status).toBe(200);
  expect(text).toContain('backed up by its own tools. docs/school.en.md says how');
  expect(text).not.toMatch(/Make a backup now|restore FILE|There is no backup yet/);
  expect((await owner.get('/dashboard')).text).toMatch(/Last backup<\/a>: made by PostgreSQL/);
  const settings = (await owner.get('/dashboard/settings')).text;
  expect(settings).toContain('backed up by its own tools. docs/school.en.md says how');
  expect(settings).not.toContain('Backups on the server');
});
