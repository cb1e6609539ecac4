import type { Language } from '../../../access/classes.ts';
import type { Period } from '../../../ledger/periods.ts';

/** The fields of a class, wherever they are filled in. */
export interface ClassFormTexts {
  readonly name: string;
  readonly timeZone: string;
  readonly timeZoneHint: string;
  readonly language: string;
  readonly languageHint: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly datesHint: string;
  readonly models: string;
  readonly modelsHint: string;
  readonly allModels: string;
  readonly rules: string;
  readonly rulesHint: string;
  readonly noRules: string;
  readonly limitNames: Readonly<Record<Period, string>>;
  per(amount: string, period: Period): string;
  readonly classLimits: string;
  readonly classLimitsHint: string;
  readonly studentLimits: string;
  /** @param fallback what applies without any, such as "$0.50 a week" */
  studentLimitsHint(fallback: string): string;
  readonly errors: Readonly<Record<ClassError, string>>;
}

/** What can be wrong with a field of a class. */
export type ClassError =
  | 'name'
  | 'timeZone'
  | 'language'
  | 'date'
  | 'order'
  | 'losesEnd'
  | 'model'
  | 'rules'
  | 'joinPlaces'
  | 'amount'
  | 'endlessTerm';

export const CLASS_FORM: Readonly<Record<Language, ClassFormTexts>> = {
  en: {
    name: 'Name',
    timeZone: 'Time zone',
    timeZoneHint: 'Days, weeks and months begin here.',
    language: 'Language',
    languageHint: 'Of the students’ page and of what the gateway says to them.',
    startsOn: 'First day',
    endsOn: 'Last day',
    datesHint: 'Outside these days calls are refused. Empty: an open side.',
    models: 'Models',
    modelsHint: 'None ticked: all that the server allows.',
    allModels: 'all that the server allows',
    rules: 'Rules of the class',
    rulesHint: 'In your words. The students read them on their page.',
    noRules: 'none written',
    limitNames: { day: 'A day', week: 'A week', month: 'A month', term: 'The term', total: 'In all' },
    per: (amount, period) => `${amount} ${EN_PER[period]}`,
    classLimits: 'All students of the class together',
    classLimitsHint: 'Empty: no limit of this kind. The wallet’s own limits always apply.',
    studentLimits: 'Each student',
    studentLimitsHint: (fallback) => `For students without a budget of their own. All empty: ${fallback}.`,
    errors: {
      name: 'Give it a name of 1 to 200 characters, on one line.',
      timeZone: 'Choose a time zone of the list.',
      language: 'Choose one of the two.',
      date: 'Write a day of the calendar, such as 2026-12-18.',
      order: 'The first day is after the last one.',
      losesEnd: 'There is a budget for the term, so the term needs its last day. Remove that budget first.',
      model: 'The server does not allow this model.',
      rules: 'Keep the rules to 4,000 characters.',
      joinPlaces: 'Write a whole number from 0 to 1,000.',
      amount: 'Write an amount in USD, such as 0.50.',
      endlessTerm: 'A budget for the term needs the last day of the class.',
    },
  },
  ko: {
    name: '이름',
    timeZone: '시간대',
    timeZoneHint: '하루, 한 주, 한 달이 시작되는 기준이에요.',
    language: '언어',
    languageHint: '학생 페이지와 오류 메시지에 쓰는 언어예요.',
    startsOn: '시작일',
    endsOn: '종료일',
    datesHint: '이 기간 밖에서는 호출이 거절돼요. 비워 두면 그쪽 날짜는 제한이 없어요.',
    models: '모델',
    modelsHint: '하나도 고르지 않으면 서버가 허용한 모델을 모두 쓸 수 있어요.',
    allModels: '서버가 허용한 모델 모두',
    rules: '반의 규칙',
    rulesHint: '자유롭게 적어 주세요. 학생 페이지에 그대로 보여요.',
    noRules: '없음',
    limitNames: { day: '하루', week: '일주일', month: '한 달', term: '학기', total: '전체 기간' },
    per: (amount, period) => `${KO_PER[period]} ${amount}`,
    classLimits: '반 전체가 함께',
    classLimitsHint: '비워 두면 그 한도는 없어요. 지갑의 한도는 언제나 적용돼요.',
    studentLimits: '학생 한 명마다',
    studentLimitsHint: (fallback) => `개인 예산이 없는 학생에게 적용돼요. 모두 비워 두면 ${fallback}까지예요.`,
    errors: {
      name: '이름을 한 줄로, 1~200자로 적어 주세요.',
      timeZone: '목록에서 시간대를 골라 주세요.',
      language: '둘 중 하나를 골라 주세요.',
      date: '2026-12-18처럼 달력에 있는 날짜를 적어 주세요.',
      order: '시작일이 종료일보다 늦어요.',
      losesEnd: '학기 예산이 있어서 종료일이 필요해요. 그 예산을 먼저 삭제해 주세요.',
      model: '서버가 허용하지 않은 모델이에요.',
      rules: '규칙은 4,000자까지 적을 수 있어요.',
      joinPlaces: '0부터 1,000까지의 정수를 적어 주세요.',
      amount: '0.50처럼 달러 금액을 적어 주세요.',
      endlessTerm: '학기 예산을 쓰려면 반의 종료일이 있어야 해요.',
    },
  },
};

const EN_PER: Readonly<Record<Period, string>> = {
  day: 'a day',
  week: 'a week',
  month: 'a month',
  term: 'for the term',
  total: 'in all',
};

const KO_PER: Readonly<Record<Period, string>> = {
  day: '하루에',
  week: '일주일에',
  month: '한 달에',
  term: '학기에',
  total: '통틀어',
};
