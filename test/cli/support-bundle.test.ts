import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDownload } from '../../src/cli/file-download.ts';
import { startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { clientSettings, jigap } from './in-process.ts';

test('jigap support-bundle writes the file that it names, or else its output', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  const settings = () => clientSettings(app.url, { ownerToken: app.ownerToken });
  const file = join(tempFolderForThisTest(), 'support.json');
  const written = await jigap(app.url, ['support-bundle', file], { settings, createDownload });
  expect(written).toMatchObject({ exitCode: 0, out: expect.stringContaining(file) });
  expect(JSON.parse(readFileSync(file, 'utf8')).product.name).toBe('jigap');
  const printed = await jigap(app.url, ['support-bundle'], { settings, createDownload });
  expect(JSON.parse(printed.out).product.name).toBe('jigap');
  const again = await jigap(app.url, ['support-bundle', file], { settings, createDownload });
  expect(again).toMatchObject({ exitCode: 2, error: expect.stringContaining('exists') });
});
