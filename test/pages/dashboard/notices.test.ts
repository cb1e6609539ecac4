import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNotices } from '../../store/contract/notices/said.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages } from '../test-browser.ts';
import { callerOnLedger, callOnLedger } from './calls-on-ledger.ts';

const PATH = '/dashboard/notices';
const HOSTILE = `<script>alert('x')</script>`;
const CENT = 10_000_000;

function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

async function spend(app: RunningApp, name: string, cost: number): Promise<number> {
  const who = await callerOnLedger(app, name);
  await callOnLedger(app, { ...who, cost });
  await findNotices(app.store, app.clock.now());
  return who.studentId;
}

describe('the page of notices', () => {
  let app: RunningApp;
  let pages: PagesUnderTest;
  let student: number;
  beforeAll(async () => {
    app = await startApp({ env: { JIGAP_TIME_ZONE: 'Asia/Seoul', JIGAP_KRW_PER_USD: '1400' } });
    pages = pagesOf(app);
    student = await spend(app, HOSTILE, 45 * CENT);
    app.clock.advance(60_000);
    const facts = { kind: 'backup_old', lastAt: null } as const;
    await app.store.notices.addNotice({ facts, classId: null, onceKey: 'a' }, app.clock.now());
  });
  afterAll(() => app.stop());

  it('lists them newest first, with amounts and instants for the owner, and no markup of a name', async () => {
    const { text } = await (await pages.owner()).get(PATH);
    expect(textOf(text)).toMatch(/There is no backup yet New .*has spent 80 % of the weekly budget New/);
    expect(textOf(text)).toContain(
      '$0.45 (₩630) of $0.50 (₩700) is spent. It resets on Monday 30 November at 00:00. Monday 23 November at 12:00',
    );
    expect(text).toContain(`<a href="/dashboard/students/${student}">&lt;script&gt;`);
    expect(text).not.toContain(HOSTILE);
  });

  it('speaks Korean', async () => {
    const owner = await pages.owner();
    const { text } = await owner.get(`${PATH}?lang=ko`);
    expect(text).toBe('');
    const page = textOf((await owner.get(PATH)).text);
    expect(page).toContain('학생이 일주일 예산을 80% 썼어요 새 알림');
    expect(page).toContain('쓴 돈 $0.45 (630원), 한도 $0.50 (700원). 11월 30일(월) 0시에 다시 채워져요.');
    expect(page).toContain('아직 백업이 없어요 새 알림');
  });

  it('shows one kind alone, and ignores what is no kind', async () => {
    const owner = await pages.owner();
    const backups = textOf((await owner.get(`${PATH}?kind=backup_old`)).text);
    expect(backups).toContain('There is no backup yet');
    expect(backups).not.toContain('80 %');
    expect((await owner.get(`${PATH}?kind=incident`)).text).toContain('There are no notices of this kind.');
    for (const kind of ['more', HOSTILE]) {
      const { status, text } = await owner.get(`${PATH}?kind=${encodeURIComponent(kind)}`);
      expect([status, text.includes('80 %'), text.includes(HOSTILE)]).toEqual([200, true, false]);
    }
  });

  it('counts unread ones in the menu of every page and on the overview', async () => {
    const owner = await pages.owner();
    for (const path of ['/dashboard/students', '/dashboard']) {
      expect(textOf((await owner.get(path)).text)).toMatch(/Notices 2 unread/);
    }
    const overview = (await owner.get('/dashboard')).text;
    expect(textOf(overview)).toMatch(/New notices 2 .*There is no backup yet.*All notices \(2 new\)/);
    expect((await owner.get('/dashboard/overview/notices')).text).toContain('There is no backup yet');
  });

  it('marks as read what it showed, and leaves new what came meanwhile', async () => {
    const owner = await pages.owner();
    const { text } = await owner.get(PATH);
    const upTo = /name="up_to" value="(\d+)"/.exec(text)?.[1] ?? '';
    const facts = { kind: 'backup_old', lastAt: app.clock.now() } as const;
    await app.store.notices.addNotice({ facts, classId: null, onceKey: 'b' }, app.clock.now());
    const { status, location } = await owner.post(`${PATH}/read`, { up_to: upTo });
    expect([status, location]).toEqual([303, `${PATH}?done=notices_read`]);
    const page = textOf((await owner.get(location ?? '')).text);
    expect(page).toContain('All notices are marked as read.');
    expect(page.match(/ New /g)).toHaveLength(1);
    expect(await app.store.notices.countUnreadNotices()).toBe(1);
    expect((await owner.post(`${PATH}/read`, { up_to: 'x' })).status).toBe(404);
  });

  it('needs the owner’s session', async () => {
    const guest = pages.browser();
    expect((await guest.get(PATH)).status).toBe(303);
    expect((await guest.get('/dashboard/overview/notices')).status).toBe(401);
    expect((await guest.post(`${PATH}/read`, { up_to: '99' })).status).toBe(303);
    expect((await guest.post('/dashboard/settings/notices', {})).status).toBe(303);
    expect(await app.store.notices.noticeChoice()).toMatchObject({ muted: [] });
  });
});

describe('the choice of notices on the settings page', () => {
  it('is what is ticked, with an entry of the audit', async () => {
    const { app, owner: signIn } = await startPages();
    const owner = await signIn();
    const kinds = ['class_budget', 'student_budget', 'incident'];
    const { location } = await owner.post('/dashboard/settings/notices', {
      kind: [...kinds, 'none'],
      percent: ['100', '7'],
    });
    const { text } = await owner.get(location ?? '');
    expect(text).toContain('Choice of notices saved.');
    const ticked = [...text.matchAll(/name="(?:kind|percent)" value="(\w+)" +checked/g)].map(([, value]) => value);
    expect(ticked).toEqual([...kinds, '100']);
    expect(await app.store.notices.noticeChoice()).toEqual({
      muted: ['wallet_budget', 'money_request', 'model_retiring', 'model_missing', 'backup_failed', 'backup_old'],
      studentThresholds: [100],
    });
    const audit = textOf((await owner.get('/dashboard/audit')).text);
    expect(audit).toMatch(
      /Notices chosen.*Not wanted.*Wallet: 50, 80 or 100 % of a budget used.*Budgets of students, at % 50, 80, 100 → 100/,
    );
  });
});

describe('the page of a student', () => {
  it('says how much of an own budget is spent, in the student’s language, and nothing of others', async () => {
    const { app, owner: signIn, student: signInAs } = await startPages({ env: { JIGAP_LANGUAGE: 'ko' } });
    await signIn();
    const [first, other] = [await app.newStudent(), await app.newStudent({ name: 'Another' })];
    const { tokenId } = first;
    const call = (cost: number) => callOnLedger(app, { studentId: first.student.id, tokenId, cost });
    const look = () => app.runJobs();
    const pageOf = async (token: string) => textOf((await (await signInAs(token)).get('/me')).text);
    await call(25 * CENT);
    await look();
    expect(await pageOf(first.token)).toContain('이번 주 예산을 50% 썼어요.');
    expect(await pageOf(other.token)).not.toContain('썼어요.');
    await call(16 * CENT);
    await look();
    expect(await pageOf(first.token)).toContain('이번 주 예산을 80% 썼어요.');
    const me = await fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${first.token}` } });
    expect(await me.json()).toMatchObject({ budget_notices: [{ period: 'week', percent: 80 }] });
    app.clock.advance(7 * 86_400_000);
    expect(await pageOf(first.token)).not.toContain('80%');
  });
});
