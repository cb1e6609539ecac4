import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';
import { pagesOf } from '../test-browser.ts';

const PATH = '/dashboard/settings/export';

test('the page of a class leads to its export, which is a download for the owner alone', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  const pages = pagesOf(app);
  const owner = await pages.owner();
  await app.api('POST', '/api/classes', { name: '자료구조' });
  await app.api('POST', '/api/students', { name: '김지우', class_id: 1 });
  expect((await owner.get('/dashboard/classes/1')).text).toContain(`href="${PATH}?class=1"`);
  expect((await owner.get(`${PATH}?class=1`)).text).toContain('<option value="1" selected>자료구조');
  const file = await owner.get(`${PATH}/file?class=1&format=json&names=yes`);
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="jigap-class-1-[\d-]+\.ndjson"$/);
  expect(file.text).toContain('"name":"김지우"');
  expect(file.text.trimEnd().split('\n').at(-1)).toMatch(/^\{"type":"end",/);
  expect((await owner.get(`${PATH}/file?class=1&format=json&names=no`)).text).not.toContain('김지우');
  for (const wrong of ['99', 'x', '-1']) expect((await owner.get(`${PATH}/file?class=${wrong}`)).status).toBe(404);
  expect((await pages.browser().get(`${PATH}/file?format=json`)).status).toBe(303);
});
