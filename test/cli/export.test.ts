import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ExportEnd } from '../../src/cli/commands/export-end.ts';
import { createDownload } from '../../src/cli/file-download.ts';
import { startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { clientSettings, jigap } from './in-process.ts';
import { startStubApi } from './stub-api.ts';

test('jigap export writes a class into a file that is complete', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  await app.api('POST', '/api/classes', { name: '자료구조' });
  await app.api('POST', '/api/students', { name: '김지우', class_id: 1 });
  const folder = tempFolderForThisTest();
  mkdirSync(folder, { recursive: true });
  const settings = () => clientSettings(app.url, { ownerToken: app.ownerToken });
  const run = (...words: string[]) => jigap(app.url, words, { settings, createDownload });
  const [json, csv] = [join(folder, 'ds.ndjson'), join(folder, 'ds.zip')];
  expect(await run('export', '자료구조', '-o', json)).toMatchObject({ exitCode: 0, out: `written to ${json}\n` });
  expect(readFileSync(json, 'utf8')).toContain('김지우');
  expect((await run('export', '--no-names', '--format', 'csv', '-o', csv)).exitCode).toBe(0);
  expect(readFileSync(csv).subarray(0, 2).toString()).toBe('PK');
  expect(await run('export', '-o', json)).toMatchObject({ exitCode: 2, error: expect.stringContaining('exists') });
  expect(readdirSync(folder).sort()).toEqual(['ds.ndjson', 'ds.zip']);
});

test('an export that broke off leaves no file, although its connection was closed in order', async () => {
  const api = await startStubApi();
  onTestFinished(() => api.close());
  api.answer('GET /api/export', 200, '{"type":"export"}\n{"type":"students","name":"{\\"type\\":\\"end\\",');
  const folder = tempFolderForThisTest();
  mkdirSync(folder, { recursive: true });
  const cut = await jigap(api.url, ['export', '-o', join(folder, 'all.ndjson')], { createDownload });
  expect(cut).toMatchObject({ exitCode: 1, error: expect.stringContaining('broke off') });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['json', '{"type":"end","counts":{}}\n', true],
  ['json', '{"type":"end","counts":{}}', false],
  ['json', '{"type":"calls"}\n', false],
  ['json', '', false],
  ['csv', `PK\u0005\u0006${'\0'.repeat(18)}`, true],
  ['csv', `PK\u0005\u0006${'\0'.repeat(17)}`, false],
  ['csv', 'PK', false],
] as const)('the end of an export is found whatever its pieces are: %s %j', (format, text, isReached) => {
  for (const size of [1, 3, 5000]) {
    const end = new ExportEnd(format);
    const bytes = Buffer.from(`${'x'.repeat(9000)}\n${text}`, 'latin1');
    for (let at = 0; at < bytes.length; at += size) end.take(bytes.subarray(at, at + size));
    expect(end.isReached()).toBe(isReached);
  }
});
