import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';
import { startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { pagesOf } from '../test-browser.ts';

const LISTED = [
  { id: 'gpt-4o', shutdown_date: '2026-12-24' },
  { id: 'gpt-6-luna', shutdown_date: '2027-06-30' },
  { id: 'gpt-4.1', shutdown_date: '2027-06-30' },
  { id: 'gpt-6-sol' },
];

function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('the overview shows the earlier shutdown date of catalogue and provider, and the models that the provider does not list', async () => {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  upstream.next((_call, act) => act.json(200, { data: LISTED }));
  const env = {
    JIGAP_ALLOWED_MODELS: 'gpt-4o,gpt-6-luna,gpt-4.1,lecture,text-embedding-3-small',
    JIGAP_MODEL_ALIASES: 'lecture=gpt-5.2',
  };
  const app = await startApp({ upstream, checks: true, env });
  onTestFinished(() => app.stop());
  const [en, ko] = [pagesOf(app).browser(), pagesOf(app).browser({ 'accept-language': 'ko' })];
  await en.signInAsOwner(app);
  await ko.signInAsOwner(app);
  const overview = async () => textOf((await en.get('/dashboard')).text);
  await expect.poll(overview, { timeout: 120_000 }).toContain('read, 4 models');
  const text = await overview();
  expect(text).toMatch(/gpt-4o gpt-4o \$ 2\.50 \$ [\d.]+ \$ 10\.00 24 Dec 2026 \(UTC\) soon/);
  expect(text).toMatch(/gpt-6-luna gpt-6-luna \$ [\d. $]+ 30 Jun 2027 \(UTC\) gpt/);
  expect(text).toMatch(/gpt-4\.1 gpt-4\.1 \$ [\d. $]+ 14 Jan 2027 \(UTC\) soon/);
  expect(text).toMatch(/lecture gpt-5\.2 not listed \$ [\d. $]+ no date known/);
  expect(text).toMatch(/text-embedding-3-small text-embedding-3-small not listed/);
  expect(text).toContain('The provider retires gpt-4o. Let another model answer for gpt-4o');
  expect(text).toContain(
    'The provider does not list text-embedding-3-small. Let another model answer for text-embedding-3-small',
  );
  expect((await en.get('/dashboard')).text).toContain('href="/dashboard/settings/models/serve?name=gpt-4o"');
  expect(textOf((await ko.get('/dashboard')).text)).toContain('lecture gpt-5.2 목록에 없음');
});
