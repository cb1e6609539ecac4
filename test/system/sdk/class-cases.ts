import { PermissionDeniedError } from 'openai';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT } from './sdk-fixture.ts';

const FORBIDDEN = { raises: PermissionDeniedError, status: 403, type: 'invalid_request_error', sent: 1 } as const;

/** Whether the class of the caller may call now; the clock says noon of Monday 23 November in Seoul. */
export const CLASS_CASES: readonly RefusalCase[] = [
  {
    ...FORBIDDEN,
    name: 'classNotYet',
    fixture: {},
    code: 'class_not_in_session',
    says: {
      en: ['Physics', 'Tuesday 1 December', 'not started'],
      ko: ['물리', '12월 1일(화)', '아직 수업이 시작되지'],
    },
    arrange: async ({ app, classId, addCaller }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { starts_on: '2026-12-01' });
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...FORBIDDEN,
    name: 'classOver',
    fixture: {},
    code: 'class_not_in_session',
    says: { en: ['Physics', 'Sunday 22 November', 'teacher'], ko: ['물리', '11월 22일(일)', '선생님'] },
    arrange: async ({ app, classId, addCaller }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { ends_on: '2026-11-22' });
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...FORBIDDEN,
    name: 'classClosed',
    when: 'the next lesson is known',
    fixture: {},
    code: 'class_not_in_session',
    says: {
      en: ['not lesson time', 'Physics', 'Tue 10:00-10:50', 'The next lesson begins on Tuesday 24 November at 10:00'],
      ko: ['수업 시간이 아닙니다', '물리', '화 10시~10시 50분', '다음 수업은 11월 24일(화) 10시'],
    },
    arrange: async ({ app, classId, addCaller }) => {
      const weekly_hours = [{ weekday: 'tue', from: '10:00', to: '10:50' }];
      await app.api('PATCH', `/api/classes/${classId}`, { opening: 'lessons', weekly_hours });
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...FORBIDDEN,
    name: 'classClosed',
    when: 'no lesson is planned',
    fixture: {},
    code: 'class_not_in_session',
    says: {
      en: ['not lesson time', 'No lesson is planned', 'ask your teacher'],
      ko: ['수업 시간이 아닙니다', '정해진 다음 수업이 없습니다', '선생님'],
    },
    arrange: async ({ app, classId, addCaller }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { opening: 'lessons' });
      const { client } = await addCaller();
      return () => client.chat.completions.create({ ...CHAT, stream: true });
    },
  },
  {
    ...FORBIDDEN,
    name: 'classPaused',
    fixture: {},
    code: 'class_paused',
    says: {
      en: ['paused by your teacher', 'Physics', 'budget is kept'],
      ko: ['선생님께서', '일시 중지', '물리', '예산은 그대로'],
    },
    arrange: async ({ app, classId, addCaller }) => {
      const { client } = await addCaller();
      await app.api('POST', `/api/classes/${classId}/pause`, {});
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...FORBIDDEN,
    name: 'classArchived',
    fixture: {},
    code: 'class_not_in_session',
    says: { en: ['has ended', 'Physics', 'Ask your teacher'], ko: ['수업이 끝나', '물리', '선생님'] },
    arrange: async ({ app, classId, addCaller }) => {
      const { client } = await addCaller();
      await app.api('POST', `/api/classes/${classId}/archive`, {});
      return () => client.chat.completions.create(CHAT);
    },
  },
];
