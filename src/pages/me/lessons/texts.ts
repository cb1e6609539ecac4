import { defineReaderTexts } from '../../../language/reader-texts.ts';

/** When students may call, on their own page. */
export const MY_LESSONS = defineReaderTexts({
  en: (ownerTitle: string) => ({
    paused: `The class was paused by ${ownerTitle}, so calls are refused until it goes on. Your budget stays as it is.`,
    closed: (next: string) => `It is not lesson time, so calls are refused. The next lesson begins on ${next}.`,
    noLesson: `It is not lesson time, so calls are refused, and no lesson is planned. Ask ${ownerTitle} when the class opens.`,
    openUntil: (moment: string) => `It is lesson time: calls work until ${moment}.`,
    title: 'Lesson times',
    everyWeek: 'Every week',
    single: 'Single lessons',
    more: (count: number) => `and ${count} more`,
  }),
  ko: (ownerTitle) => ({
    paused: `${ownerTitle}께서 반을 일시 중지하셨어요. 다시 시작할 때까지 호출할 수 없어요. 예산은 그대로 남아 있어요.`,
    closed: (next) => `지금은 수업 시간이 아니라서 호출할 수 없어요. 다음 수업은 ${next}에 시작돼요.`,
    noLesson: `지금은 수업 시간이 아니라서 호출할 수 없고, 정해진 다음 수업도 없어요. 언제 쓸 수 있는지 ${ownerTitle}께 여쭤보세요.`,
    openUntil: (moment) => `수업 시간이에요. ${moment}까지 호출할 수 있어요.`,
    title: '수업 시간',
    everyWeek: '매주',
    single: '따로 여는 수업',
    more: (count) => `외 ${count}개`,
  }),
});
