import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let owner: TestBrowser;
let classPath: string;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_KRW_PER_USD: '1400' } });
  const limits = { student_budgets: [{ period: 'week', limit_usd: 0.4 }] };
  const { id } = (await app.api('POST', '/api/classes', { name: 'One', ...limits })).json;
  await app.api('POST', '/api/students', { name: 'Kim', class_id: id });
  classPath = `/dashboard/classes/${id}`;
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

describe('amounts in won, when a rate is set', () => {
  it('are shown in the list of students', async () => {
    expect((await owner.get('/dashboard/students')).text).toContain('$0.40 (₩560) left');
  });

  it('are shown in the list of a class', async () => {
    expect((await owner.get(classPath)).text).toContain('Left $0.40 (₩560)');
  });

  it('are shown in the preview of a change of several students', async () => {
    const fields = { action: 'set_budget', period: 'week', limit: '1', everyone: 'yes' };
    const { text } = await owner.post(`${classPath}/bulk`, fields);
    expect(text).toContain('$0.40 (₩560) a week');
    expect(text).toContain('$1.00 (₩1,400) a week');
  });

  it('are not shown for the prices of the provider, which say so', async () => {
    const { text } = await owner.get('/dashboard/settings');
    const prices = text.slice(text.indexOf('class="prices"'), text.indexOf('id="source-1"'));
    expect(prices).toContain('They stay in USD, as the provider quotes them.');
    expect(prices).not.toContain('₩');
  });
});
