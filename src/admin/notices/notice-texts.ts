import { defineTexts } from '../../language/texts.ts';
import type { Period } from '../../ledger/periods.ts';

/** Korean sentences put a word of theirs behind each value, because particles change with the last sound of a name. */
export const NOTICE_TEXTS = defineTexts({
  en: {
    periods: {
      day: 'daily budget',
      week: 'weekly budget',
      month: 'monthly budget',
      term: 'budget of the term',
      total: 'total budget',
    } satisfies Record<Period, string>,
    /** @param counted "tokens of llama-3.2-3b", "gpt-6-sol" */
    budgetFor: (budget: string, counted: string) => `${budget} for ${counted}`,
    /** @param budget one of `periods`, or budgetFor() @param percent below 100 */
    walletUsed: (budget: string, percent: number) => `${percent} % of the wallet’s ${budget} is spent`,
    walletFull: (budget: string) => `The wallet’s ${budget} is used up`,
    classUsed: (name: string, budget: string, percent: number) => `${name}: ${percent} % of the ${budget} is spent`,
    classFull: (name: string, budget: string) => `${name}: the ${budget} is used up`,
    /** @param className null: none */
    studentUsed: (student: string, className: string | null, budget: string, percent: number) =>
      `${withClass(student, className)} has spent ${percent} % of the ${budget}`,
    studentFull: (student: string, className: string | null, budget: string) =>
      `${withClass(student, className)} has used up the ${budget}`,
    studentsUsed: (count: number, className: string | null, budget: string, percent: number) =>
      `${studentsOf(count, className)} have spent ${percent} % of their ${budget}`,
    studentsFull: (count: number, className: string | null, budget: string) =>
      `${studentsOf(count, className)} have used up their ${budget}`,
    amounts: (spent: string, limit: string) => `${spent} of ${limit} is spent.`,
    /** @param spent a number @param limit "200,000 tokens" */
    countedAmounts: (spent: string, limit: string) => `${spent} of ${limit} used.`,
    resets: (moment: string) => `It resets on ${moment}.`,
    doesNotReset: 'It does not reset.',
    full: 'Calls are refused until it resets, or until you raise it.',
    fullForGood: 'Calls are refused until you raise it.',
    /** Of a budget of some calls only. */
    someFull: 'The calls that it counts are refused until it resets, or until you raise it.',
    someFullForGood: 'The calls that it counts are refused until you raise it.',
    names: (names: readonly string[], more: number) => names.join(', ') + (more === 0 ? '' : `, and ${more} more`),
    /** In place of a name: in a list, and in the other sentences. */
    removedStudent: 'a removed student',
    removedName: 'A removed student',
    removedClass: 'A deleted class',

    incidents: (count: number, title: string) => `${count} incidents: ${title}`,
    crashed: (count: number) => `jigap crashed during ${count} calls`,
    retiring: (served: string, day: string) => `The model ${served} is shut down on ${day}`,
    retiringWhat: 'Choose another model that answers for it before calls begin to fail.',
    missing: (served: string) => `The provider no longer serves ${served}`,
    missingWhat: 'Calls to it fail. Choose another model that answers for it.',
    /** @param names that students use for it */
    usedAs: (names: string) => `Students call it ${names}.`,
    backupFailed: 'A backup failed',
    backupOld: (moment: string) => `There is no backup since ${moment}`,
    backupNone: 'There is no backup yet',
    backupWhat: 'Make one now, and check the schedule of backups.',
    moneyRequest: (student: string, className: string | null, amount: string) =>
      `${withClass(student, className)} asks for ${amount} more`,
    moneyRequestWhat: 'Grant it or decline it. The student sees your answer.',
    more: (count: number) => (count === 1 ? 'And 1 more notice' : `And ${count} more notices`),
    moreWhat: (moment: string) => `Too many came in a short time since ${moment}. All of them are on the notices page.`,
  },
  ko: {
    periods: { day: '하루', week: '일주일', month: '한 달', term: '학기', total: '전체 기간' },
    budgetFor: (period, counted) => `${period} ${counted}`,
    walletUsed: (period, percent) => `지갑의 ${period} 예산을 ${percent}% 썼어요`,
    walletFull: (period) => `지갑의 ${period} 예산을 다 썼어요`,
    classUsed: (name, period, percent) => `${name}: ${period} 예산을 ${percent}% 썼어요`,
    classFull: (name, period) => `${name}: ${period} 예산을 다 썼어요`,
    studentUsed: (student, className, period, percent) =>
      `${koreanClass(className)}${student} 학생이 ${period} 예산을 ${percent}% 썼어요`,
    studentFull: (student, className, period) =>
      `${koreanClass(className)}${student} 학생이 ${period} 예산을 다 썼어요`,
    studentsUsed: (count, className, period, percent) =>
      `${koreanClass(className)}학생 ${count}명이 ${period} 예산을 ${percent}% 썼어요`,
    studentsFull: (count, className, period) => `${koreanClass(className)}학생 ${count}명이 ${period} 예산을 다 썼어요`,
    amounts: (spent, limit) => `쓴 돈 ${spent}, 한도 ${limit}.`,
    countedAmounts: (spent, limit) => `사용 ${spent}, 한도 ${limit}.`,
    resets: (moment) => `${moment}에 다시 채워져요.`,
    doesNotReset: '저절로 다시 채워지지 않아요.',
    full: '다시 채워지거나 한도를 올릴 때까지 호출이 거절돼요.',
    fullForGood: '한도를 올릴 때까지 호출이 거절돼요.',
    someFull: '다시 채워지거나 한도를 올릴 때까지, 여기에서 세는 호출이 거절돼요.',
    someFullForGood: '한도를 올릴 때까지, 여기에서 세는 호출이 거절돼요.',
    names: (names, more) => names.join(', ') + (more === 0 ? '' : ` 외 ${more}명`),
    removedStudent: '삭제한 학생',
    removedName: '삭제한',
    removedClass: '삭제한 반',

    incidents: (count, title) => `확인할 일 ${count}건: ${title}`,
    crashed: (count) => `호출 ${count}건을 처리하는 중에 jigap이 비정상 종료됐어요`,
    retiring: (served, day) => `${served} 모델의 서비스가 ${day}에 종료돼요`,
    retiringWhat: '그날부터 호출이 실패하니 그 전에 대신 답할 모델을 정해 주세요.',
    missing: (served) => `제공자가 ${served} 모델을 더 이상 제공하지 않아요`,
    missingWhat: '이 모델을 호출하면 실패해요. 대신 답할 모델을 정해 주세요.',
    usedAs: (names) => `학생들이 쓰는 이름: ${names}.`,
    backupFailed: '백업에 실패했어요',
    backupOld: (moment) => `${moment} 뒤로 백업이 없어요`,
    backupNone: '아직 백업이 없어요',
    backupWhat: '지금 백업하고, 자동 백업 설정을 확인해 주세요.',
    moneyRequest: (student, className, amount) => `${koreanClass(className)}${student} 학생의 예산 요청: ${amount}`,
    moneyRequestWhat: '승인하거나 거절해 주세요. 학생에게 결과가 보여요.',
    more: (count) => `그 밖에 알림 ${count}개`,
    moreWhat: (moment) => `${moment}부터 짧은 시간에 알림이 많이 생겼어요. 알림 화면에서 모두 볼 수 있어요.`,
  },
});

function withClass(student: string, className: string | null): string {
  return className === null ? student : `${student} (${className})`;
}

function studentsOf(count: number, className: string | null): string {
  return className === null ? `${count} students` : `${count} students of ${className}`;
}

function koreanClass(className: string | null): string {
  return className === null ? '' : `${className}: `;
}
