import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_START } from '../../support/clock.ts';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';
import { classClient } from './class-client.ts';

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
  owner = await pages.owner();
});
afterAll(() => app.stop());
/** Monday noon in Seoul. */
beforeEach(() => app.clock.set(TEST_START));

const api = classClient(() => app);
const page = (id: number, below = '') => `/dashboard/classes/${id}${below}`;
const LUNCH = { weekday: 'mon', from: '12:00', to: '12:50' };
const newClass = (fields: object = {}) =>
  api.createClass({ language: 'en', opening: 'lessons', weekly_hours: [LUNCH], ...fields });
const HOURS = { opening: 'lessons', weekday: ['tue', 'mon'], from: ['09:00', '10:00'], to: ['10:00', '11:00'] };

describe('the page of a class', () => {
  it('pauses and resumes the class with one click each, and says what that means', async () => {
    const id = await newClass({ opening: 'always' });
    expect((await owner.get(page(id))).text).toContain('Always open');
    const paused = await owner.post(page(id, '/pause'), {});
    expect([paused.status, paused.location]).toEqual([303, page(id, '?done=class_paused')]);
    const shown = (await owner.get(paused.location ?? '')).text;
    expect(shown).toContain('Every call is refused from now on.');
    expect(shown).toContain('Paused since Monday 23 November at 12:00.');
    expect(shown).toContain(`action="${page(id, '/resume')}"`);
    expect(shown).not.toContain(`action="${page(id, '/pause')}"`);
    expect((await owner.get('/dashboard/classes')).text).toContain('paused');
    expect((await owner.post(page(id, '/resume'), {})).location).toBe(page(id, '?done=class_resumed'));
    expect(await api.getClass(id)).toMatchObject({ state: 'open', paused_at: null });
  });

  it('opens for 50 minutes and ends a lesson with one click each', async () => {
    const id = await newClass({ weekly_hours: [] });
    const closed = (await owner.get(page(id))).text;
    expect(closed).toContain('Closed, and no lesson is planned.');
    expect(closed).toContain('Open for 50 minutes');
    await owner.post(page(id, '/open'), {});
    const open = (await owner.get(page(id))).text;
    expect(open).toContain('Open until Monday 23 November at 12:50.');
    expect(open).toContain('End the lesson');
    expect(open).not.toContain('Open for 50 minutes');
    await owner.post(page(id, '/close'), {});
    expect(await api.getClass(id)).toMatchObject({ state: 'closed' });
  });

  it('shows the class as it is now when another browser changed it meanwhile', async () => {
    const id = await newClass({ weekly_hours: [] });
    await owner.post(page(id, '/pause'), {});
    const late = await owner.post(page(id, '/open'), {});
    expect(late.status).toBe(409);
    expect(late.text).toContain('Paused since');
    expect(await api.getClass(id)).toMatchObject({ state: 'paused' });
    expect((await owner.post(page(9999, '/pause'), {})).status).toBe(404);
  });

  it('takes these from its own forms only', async () => {
    const id = await newClass();
    for (const verb of ['open', 'close', 'pause', 'resume']) {
      expect((await owner.post(page(id, `/${verb}`), { csrf: 'x' })).status, verb).toBe(403);
      expect((await pages.browser().post(page(id, `/${verb}`), {})).status, verb).not.toBe(200);
    }
    expect(await api.getClass(id)).toMatchObject({ state: 'open', paused_at: null });
  });
});

describe('the page of the lessons', () => {
  it('sets the week, leaves empty rows out, and keeps two rows free', async () => {
    const id = await newClass({ opening: 'always', weekly_hours: [] });
    const answer = await owner.post(page(id, '/lessons'), {
      opening: 'lessons',
      weekday: ['wed', 'mon', 'mon', 'sun'],
      from: ['14:00', '10:00', '', '23:00'],
      to: ['15:40', '10:50', '', '00:00'],
    });
    expect([answer.status, answer.location]).toEqual([303, page(id, '/lessons?done=lessons_changed')]);
    expect(await api.getClass(id)).toMatchObject({
      opening: 'lessons',
      weekly_hours: [
        { weekday: 'mon', from: '10:00', to: '10:50' },
        { weekday: 'wed', from: '14:00', to: '15:40' },
        { weekday: 'sun', from: '23:00', to: '24:00' },
      ],
    });
    const { text } = await owner.get(page(id, '/lessons'));
    expect(text.match(/name="from"/g)).toHaveLength(5);
    // A clock in a form has no 24:00.
    expect(text).toMatch(/name="to" type="time"[^>]*value="00:00"/);
    expect((await owner.get(page(id))).text).toContain('Mon 10:00-10:50; Wed 14:00-15:40; Sun 23:00-24:00');
  });

  it.each([
    [{ from: ['09:00', '25:00'] }, 'error-from-1', 'such as 10:00'],
    [{ to: ['08:00', '11:00'] }, 'error-to-0', 'A lesson ends after it begins'],
    [{ to: ['10:00', ''] }, 'error-to-1', 'such as 10:00'],
    [{ weekday: ['mon', 'mon'], to: ['10:30', '11:00'] }, 'error-from-1', 'overlaps with 09:00-10:30'],
    [{ weekday: ['', 'mon'], from: ['', '12:00'], to: ['', '10:00'] }, 'error-to-1', 'A lesson ends after it begins'],
  ])('shows the form again as it was typed, with what is wrong at the field: %j', async (fields, errorId, message) => {
    const id = await newClass();
    const { status, text } = await owner.post(page(id, '/lessons'), { ...HOURS, ...fields });
    expect(status).toBe(422);
    expect(text).toMatch(new RegExp(`id="${errorId}">[^<]*${message}`));
    expect(text).toContain('value="10:00"');
    expect((await api.getClass(id)).weekly_hours).toEqual([LUNCH]);
  });

  it('refuses a week of more lessons than a week may have', async () => {
    const id = await newClass();
    const many = (text: (n: number) => string) => Array.from({ length: 51 }, (_, n) => text(n));
    const { status, text } = await owner.post(page(id, '/lessons'), {
      ...{ opening: 'lessons', weekday: many(() => 'mon') },
      from: many((n) => `${String(Math.floor(n / 6)).padStart(2, '0')}:${n % 6}0`),
      to: many((n) => `${String(Math.floor(n / 6)).padStart(2, '0')}:${n % 6}5`),
    });
    expect([status, text]).toEqual([422, expect.stringContaining('at most 50 lessons')]);
  });

  it('adds a single lesson, shows it with a button, and removes it', async () => {
    const id = await newClass();
    const lesson = { day: '2026-11-25', session_from: '22:00', session_to: '00:00' };
    expect((await owner.post(page(id, '/lessons/add-session'), lesson)).status).toBe(303);
    const { text } = await owner.get(page(id, '/lessons'));
    expect(text).toContain('Wednesday 25 November, 22:00-24:00');
    expect(text).toContain('value="2026-11-25T22:00"');
    expect((await owner.get(page(id))).text).toContain('Wednesday 25 November, 22:00-24:00');
    const again = await owner.post(page(id, '/lessons/add-session'), lesson);
    expect([again.status, again.text]).toEqual([422, expect.stringContaining('overlaps with 22:00-24:00')]);
    const past = await owner.post(page(id, '/lessons/add-session'), { ...lesson, day: '2026-11-22' });
    expect([past.status, past.text]).toEqual([422, expect.stringContaining('over already')]);
    await owner.post(page(id, '/lessons/remove-session'), { start: '2026-11-25T22:00' });
    expect((await api.getClass(id)).lesson_sessions).toEqual([]);
    expect((await owner.post(page(id, '/lessons/remove-session'), { start: '2026-11-25T22:00' })).status).toBe(404);
  });

  it.each(['0', '601', '5.5', 'x', ''])('refuses to open for "%s" minutes, at the field', async (minutes) => {
    const id = await newClass({ weekly_hours: [] });
    const { status, text } = await owner.post(page(id, '/lessons/open'), { minutes });
    expect(status).toBe(422);
    expect(text).toMatch(/id="error-minutes">Enter a whole number of minutes from 1 to 600/);
    expect((await owner.post(page(id, '/lessons/open'), { minutes: '90' })).status).toBe(303);
    expect(await api.getClass(id)).toMatchObject({ open_until: '2026-11-23T04:30:00.000Z' });
  });
});

describe('the overview', () => {
  it('pauses all classes with one click, names those that are paused, and resumes them', async () => {
    const name = newName('Paused');
    const id = await newClass({ name });
    expect((await owner.get('/dashboard')).text).toContain('Pause all classes');
    expect((await owner.post('/dashboard/classes/pause-all', {})).location).toBe('/dashboard?done=classes_paused');
    const { text } = await owner.get('/dashboard');
    expect(text).toContain('classes are paused');
    expect(text).not.toContain('Pause all classes');
    expect((await owner.post('/dashboard/classes/resume-all', {})).location).toBe('/dashboard?done=classes_resumed');
    expect(await api.getClass(id)).toMatchObject({ paused_at: null });
    expect((await owner.get('/dashboard')).text).not.toContain('are paused');
  });
});

describe('the audit', () => {
  it('shows what changed in words', async () => {
    const id = await newClass({ weekly_hours: [] });
    await owner.post(page(id, '/lessons/add-session'), {
      day: '2026-11-25',
      session_from: '9:00',
      session_to: '10:00',
    });
    await owner.post(page(id, '/lessons'), HOURS);
    await owner.post(page(id, '/open'), {});
    const { text } = await owner.get('/dashboard/audit');
    expect(text).toContain('Class opened for some minutes');
    expect(text).toContain('23 Nov 2026, 12:50:00');
    expect(text).toContain('Mon 10:00-11:00; Tue 09:00-10:00');
  });
});

describe('the page of a student', () => {
  it('says until when it is lesson time, when the next one is, and that the class is paused', async () => {
    const id = await newClass({ language: 'ko', owner_title: '교수님' });
    const { token } = await app.newStudent({ classId: id });
    const student = await pages.student(token);
    const text = async () => (await student.get('/me')).text;
    expect(await text()).toContain('11월 23일(월) 12시 50분까지 호출할 수 있어요.');
    expect(await text()).toContain('월 12시~12시 50분');
    app.clock.advance(50 * 60_000);
    expect(await text()).toContain('다음 수업은 11월 30일(월) 12시에 시작돼요.');
    expect((await student.get('/me/live')).text).toContain('지금은 수업 시간이 아니라서');
    await owner.post(page(id, '/pause'), {});
    expect(await text()).toContain('교수님께서 반을 일시 중지하셨어요.');
    expect(await text()).toContain('지금은 보낼 수 없어요.');
    await owner.post(page(id, '/resume'), {});
    await owner.post(page(id, '/lessons'), { opening: 'lessons' });
    expect(await text()).toContain('정해진 다음 수업도 없어요. 언제 쓸 수 있는지 교수님께 여쭤보세요.');
    await owner.post(page(id, '/lessons'), { opening: 'always' });
    expect(await text()).not.toContain('수업 시간');
  });

  it('promises no calls to who joins a class that is paused', async () => {
    const { join_code } = await app.owner.newClass({ name: newName('Joinable'), language: 'ko', join_places: 5 });
    const [{ id }] = (await app.api('GET', '/api/classes?sort=created')).json.data;
    await owner.post(page(id, '/pause'), {});
    const joined = await pages.browser().post('/join', { code: join_code, name: '김하늘' });
    expect(joined.text).toContain('jgp_');
    expect(joined.text).toContain('반을 일시 중지하셨어요');
  });
});
