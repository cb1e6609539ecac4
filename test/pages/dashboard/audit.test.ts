import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { findChanges } from '../../../src/pages/dashboard/audit/find-changes.ts';
import { AUDIT } from '../../../src/pages/dashboard/audit/texts.ts';
import { AUDIT_ACTIONS } from '../../../src/store/audit-actions.ts';
import { startPages } from '../test-browser.ts';

const HOSTILE = '<i style=x>"Kim"</i>';

/** The rows of the table, each as one line of text, the newest first. */
function rowsOf(page: string): string[] {
  const body = /<tbody>(.*)<\/tbody>/s.exec(page)?.[1] ?? '';
  return body
    .split('</tr>')
    .map((row) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((row) => row !== '');
}

describe('the audit page', () => {
  it('shows the values before and after a change in words and units', async () => {
    const { app, owner } = await startPages();
    const { id: classId } = (await app.api('POST', '/api/classes', { name: 'One', language: 'en' })).json;
    await app.api('PATCH', `/api/classes/${classId}`, { name: 'Two', ends_on: '2026-12-18' });
    const { student } = await app.newStudent({ name: 'Kim', classId });
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    for (const limit of [0.5, 1.25]) {
      await app.api('PUT', '/api/budgets', {
        scope: 'student',
        scope_id: student.id,
        period: 'week',
        limit_usd: limit,
      });
    }
    const rows = rowsOf((await (await owner()).get('/dashboard/audit')).text);
    expect(rows.map((row) => row.replace(/ \d+ Nov 2026.*/, ''))).toEqual([
      'Budget set Kim Limit $ 0.50 → $ 1.25',
      'Budget set Kim Period A week Limit $ 0.50',
      expect.stringMatching(/^Student changed Kim Suspended none →/),
      expect.stringMatching(/^API token issued Kim , token jgp_\w{5}…$/),
      'Student added Kim Class Two Name Kim',
      'Class changed Two Name One → Two Last day none → 2026-12-18',
      expect.stringMatching(/^Class created Two Name One Time zone \S+ Language English/),
    ]);
    expect(rows[0]).toMatch(/23 Nov 2026, \d\d:\d\d:\d\d Owner$/);
  });

  it('lists the newest changes first, a page at a time', async () => {
    const { app, owner } = await startPages();
    const change = { actor: 'owner', now: app.clock.now() };
    const fields = { classId: null, email: null, suspended: false };
    const names = Array.from({ length: 60 }, (_, n) => `Student ${n}`);
    await Promise.all(names.map((name) => app.store.access.createStudent({ ...fields, name }, {}, change)));
    const browser = await owner();
    const first = (await browser.get('/dashboard/audit')).text;
    const older = /rel="next" href="([^"]+)"/.exec(first)?.[1] ?? '';
    const second = (await browser.get(older)).text;
    expect([rowsOf(first).length, rowsOf(second).length]).toEqual([50, 10]);
    expect(rowsOf(first)[0]).toContain('Student 59');
    expect(rowsOf(second).at(-1)).toContain('Student 0');
    expect((await browser.get('/dashboard/audit?after=x')).status).toBe(404);
  });

  it('shows no secret and escapes names', async () => {
    const { app, owner } = await startPages();
    const { token } = await app.newStudent({ name: HOSTILE });
    const { text } = await (await owner()).get('/dashboard/audit');
    expect(text).not.toContain(token);
    expect(text).not.toContain(app.ownerToken);
    expect(text).not.toContain('<i style');
    expect(text).toContain('&lt;i style=x&gt;&quot;Kim&quot;&lt;/i&gt;');
  });

  it('names students who were removed', async () => {
    const { app, owner } = await startPages();
    const { student } = await app.newStudent({ name: 'Gone' });
    await app.api('DELETE', `/api/students/${student.id}`);
    const { text } = await (await owner()).get('/dashboard/audit');
    expect(rowsOf(text)[0]).toContain('Student removed Gone (removed)');
    expect(text).not.toContain(`href="/dashboard/students/${student.id}"`);
  });

  it.each(LANGUAGES)('says every action that the audit keeps in words of %s', (language) => {
    const { actions } = AUDIT[language];
    expect(Object.keys(actions).sort()).toEqual([...AUDIT_ACTIONS].sort());
    const texts = Object.values(actions);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect([text, /\p{Script=Hangul}/u.test(text)]).toEqual([text, language === 'ko']);
  });

  it('shows who made a backup and what it is called', async () => {
    const { app, owner } = await startPages();
    await app.api('POST', '/api/backups', {});
    await app.api('GET', '/api/support-bundle');
    const rows = rowsOf((await (await owner()).get('/dashboard/audit')).text);
    expect(rows[0]).toMatch(/^Support bundle made The server .* Owner$/);
    expect(rows[1]).toMatch(/^Backup made Backup jigap-\S+ Bytes [\d,]+ .* Owner$/);
  });

  it('sends visitors who are not signed in to the sign-in page', async () => {
    const { browser } = await startPages();
    const { status, location } = await browser().get('/dashboard/audit');
    expect([status, location]).toEqual([303, '/dashboard/sign-in?next=%2Fdashboard%2Faudit']);
  });
});

describe('findChanges', () => {
  it('returns the fields that differ when something is changed', () => {
    const before = { id: 1, name: 'A', note: null, budgets: [{ period: 'day', limit: 1 }] };
    expect(findChanges(before, { id: 1, name: 'A', note: 'x' })).toEqual([{ field: 'note', before: null, after: 'x' }]);
    expect(findChanges(before, { ...before, budgets: [] })).toEqual([
      { field: 'budgets', before: before.budgets, after: [] },
    ]);
  });

  it('returns all fields that are set when something is created or removed', () => {
    const made = { id: 1, name: 'A', note: null, createdAt: 1 };
    expect(findChanges(null, made)).toEqual([{ field: 'name', before: undefined, after: 'A' }]);
    expect(findChanges(made, null)).toEqual([{ field: 'name', before: 'A', after: undefined }]);
    expect(findChanges(null, null)).toEqual([]);
  });
});
