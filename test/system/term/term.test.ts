import { expect, test } from 'vitest';
import { type ReceivedMail, startMailServer } from '../../support/mail-server.ts';
import { NoticeReceiver } from './notice-receiver.ts';
import { MODEL, TermSchool, type TermStudent } from './term-school.ts';
import {
  beginNextTerm,
  crashAndRefund,
  endLessons,
  goBackToBackup,
  LESSON,
  SEOUL,
  served,
  whileReceiverIsDown,
} from './term-steps.ts';

const NEW_YORK = 'America/New_York';

/** 0.1 USD a week buys nine calls of a thousand tokens and a part of the tenth. */
const WEEK_USD = 0.1;

/** All that was said in the term, in this order. */
const NOTICES = [
  'gpt-5.1 모델의 서비스가 4월 1일(목)에 종료돼요',
  'AP Statistics: 일주일 예산을 50% 썼어요',
  'AP Statistics: 일주일 예산을 80% 썼어요',
  'AP Statistics: 일주일 예산을 다 썼어요',
  '파이썬 기초: 박준호 학생이 일주일 예산을 다 썼어요',
  '파이썬 기초: 박준호 학생의 예산 요청: $0.05',
  '지갑의 한 달 예산을 50% 썼어요',
  'gpt-5.1 모델의 서비스가 4월 1일(목)에 종료돼요',
  '파이썬 기초: 박준호 학생이 일주일 예산을 다 썼어요',
  '호출 중에 jigap이 비정상 종료됐어요',
  '물리 실험: 이소라 학생이 하루 예산을 80% 썼어요',
  'gpt-5.1 모델의 서비스가 4월 1일(목)에 종료돼요',
  '데이터베이스를 복원했거나 다른 서버로 바뀌었어요',
  '지갑의 한 달 예산을 80% 썼어요',
  '물리 실험: 이소라 학생이 하루 예산을 50% 썼어요',
];

test('a term of three classes in two zones: every notice once, every budget kept, the books balanced at each step', async () => {
  const mail = await startMailServer();
  const receiver = new NoticeReceiver();
  await receiver.start();
  const school = await TermSchool.start('2027-03-01 09:00', SEOUL, {
    JIGAP_LANGUAGE: 'ko',
    JIGAP_WALLET_MONTHLY_USD: '0.65',
    JIGAP_ALLOWED_MODELS: MODEL,
    JIGAP_SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=off`,
    JIGAP_MAIL_FROM: 'jigap <jigap@school.example>',
    JIGAP_PUBLIC_URL: 'https://jigap.school.example',
  });
  await addChannels(school, receiver);

  // The first day: three classes, their rosters, their tokens.
  const python = await openClass(school, {
    name: '파이썬 기초',
    time_zone: SEOUL,
    language: 'ko',
    opening: 'lessons',
    weekly_hours: [{ weekday: 'mon', from: '10:00', to: '10:50' }],
    student_budgets: [{ period: 'week', limit_usd: WEEK_USD, carry_over: true }],
    budgets: [{ period: 'term', limit_usd: 1.5 }],
  });
  const statistics = await openClass(school, {
    name: 'AP Statistics',
    time_zone: NEW_YORK,
    language: 'en',
    opening: 'lessons',
    weekly_hours: [{ weekday: 'mon', from: '09:00', to: '10:00' }],
    student_budgets: [{ period: 'month', limit_usd: 0.2 }],
    budgets: [{ period: 'week', limit_usd: 0.1 }],
  });
  const physics = await openClass(school, {
    name: '물리 실험',
    time_zone: SEOUL,
    language: 'ko',
    student_budgets: [{ period: 'day', limit_usd: 0.05 }],
  });
  const [minji, junho] = await school.enrol(python, ['김민지', '박준호']);
  const [ada, alan] = await school.enrol(statistics, ['Ada', 'Alan']);
  const [sora] = await school.enrol(physics, ['이소라', '최하늘']);
  if (!minji || !junho || !ada || !alan || !sora) throw new Error('a roster lost a student');
  await school.settle('the first day');

  // Lessons, in the zone of each class, also after the clocks of New York went forward on 14 March.
  await school.passTo('2027-03-08 09:59', SEOUL);
  expect(await school.refused(minji, LESSON, 'class_not_in_session')).toContain('3월 8일(월) 10시');
  await school.passTo('2027-03-08 10:00', SEOUL);
  await served(school, minji, 1);
  await school.passTo('2027-03-08 10:50', SEOUL);
  await school.refused(minji, LESSON, 'class_not_in_session');
  await school.passTo('2027-03-08 09:00', NEW_YORK);
  await served(school, ada, 1);
  await school.passTo('2027-03-15 08:59', NEW_YORK);
  await school.refused(ada, LESSON, 'class_not_in_session');
  await school.passTo('2027-03-15 09:00', NEW_YORK);
  await served(school, ada, 1);
  await school.settle('the lessons');

  // The class of New York passes 50, 80 and 100 % of its week; a student cannot go on.
  await served(school, ada, 4);
  await school.settle('half of the week of a class');
  await served(school, alan, 3);
  await school.settle('80 % of it');
  await served(school, alan, 1);
  await school.refused(alan, LESSON, 'insufficient_quota');
  await school.settle('all of it');

  // What was left of last week is carried over: nine calls are left of 0.1 USD, one was made; now there is a week more.
  await school.passTo('2027-03-22 10:05', SEOUL);
  await served(school, junho, 19);
  await school.refused(junho, LESSON, 'insufficient_quota');
  await school.settle('two weeks in one');

  // More money, in a minute.
  await askAndGrant(school, junho);
  await served(school, junho, 3);
  await school.settle('a top-up');
  await school.passTo('2027-03-29 10:05', SEOUL);
  // The top-up has ended. What nineteen calls left of two weeks makes a tenth call possible.
  await served(school, junho, 10);
  await school.refused(junho, LESSON, 'insufficient_quota');

  // Opened for fifty minutes, then paused with one click.
  await school.passTo('2027-03-30 15:00', SEOUL);
  await school.refused(minji, LESSON, 'class_not_in_session');
  await school.owner('POST', `/api/classes/${python}/open`, { minutes: 50 });
  await served(school, minji, 1);
  await school.owner('POST', `/api/classes/${python}/pause`, {});
  await school.refused(minji, LESSON, 'class_paused');
  await school.owner('POST', `/api/classes/${python}/resume`, {});
  await served(school, minji, 1);
  await school.settle('an hour between the lessons');

  await crashAndRefund(school, sora);
  await whileReceiverIsDown(school, receiver, sora);
  await goBackToBackup(school, sora);
  await endLessons(school, { python, minji, sora });
  await everyNoticeOnce(school, receiver, mail.received);
  await beginNextTerm(school, { python, physics, minji });
});

async function addChannels(school: TermSchool, receiver: NoticeReceiver): Promise<void> {
  const webhook = { kind: 'webhook', name: 'school server', address: receiver.url };
  receiver.secret = (await school.owner('POST', '/api/notice-channels', webhook)).secret;
  const letters = { kind: 'email', name: 'owner', address: 'owner@school.example' };
  await school.owner('POST', '/api/notice-channels', letters);
}

async function openClass(school: TermSchool, fields: Readonly<Record<string, unknown>>): Promise<number> {
  const term = { starts_on: '2027-03-02', ends_on: '2027-06-18' };
  return (await school.owner('POST', '/api/classes', { ...term, ...fields })).id;
}

/** A student asks, the owner grants until Sunday, and the student reads the word. */
async function askAndGrant(school: TermSchool, student: TermStudent): Promise<void> {
  const answer = await fetch(`${school.app.url}/api/me/money-requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount_usd: 0.05, reason: '숙제 3번을 다시 돌려 보고 싶어요' }),
  });
  expect(answer.status).toBe(201);
  await school.settle('a money request');
  const [request] = await school.app.owner.listAll('/api/money-requests');
  expect(request).toMatchObject({ student_name: student.name, amount_usd: 0.05 });
  await school.owner('POST', `/api/money-requests/${request.id}/grant`, { amount_usd: 0.031, word: '힘내요' });
  const { data } = await school.me(student, '/api/me/money-requests');
  expect(data[0]).toMatchObject({ state: 'granted', word: '힘내요', granted_usd: 0.031 });
}

/** Each notice came once to the program, signed, and once by e-mail. */
async function everyNoticeOnce(school: TermSchool, { received }: NoticeReceiver, mails: readonly ReceivedMail[]) {
  const notices = await school.app.owner.listAll('/api/notices');
  const ids = notices.map(({ id }) => id).sort((a, b) => a - b);
  expect(received.map(({ noticeId }) => noticeId)).toEqual(ids);
  expect(new Set(received.map(({ id }) => id)).size).toBe(ids.length);
  const messageIds = mails.map(({ raw }) => /^message-id: (.+)$/im.exec(raw)?.[1]);
  expect(new Set(messageIds).size).toBe(ids.length);
  expect(mails).toHaveLength(ids.length);
  expect(received.map(({ title }) => title)).toEqual(NOTICES);
}
