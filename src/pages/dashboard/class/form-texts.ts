import type { ZoneSource } from '../../../admin/class-defaults.ts';
import { defineTexts } from '../../../language/texts.ts';

/** The fields of a class, wherever they are filled in. */
export const CLASS_FORM = defineTexts({
  en: {
    name: 'Name',
    timeZone: 'Time zone',
    timeZoneHint: 'Days, weeks and months begin here.',
    /** After that hint: why the zone is the one shown. */
    zoneSource: {
      owner: '',
      server: ' Your own zone is not known yet, so this is the server’s.',
      language: ' Your own zone is not known yet, so this is a guess by the language. Change it if it is wrong.',
    } satisfies Record<ZoneSource, string>,
    language: 'Language',
    languageHint: 'Of the students’ page and of the error messages that they get.',
    ownerTitle: 'Students call you',
    ownerTitleHint:
      'As in “ask your professor”: it stands in the messages that students read. Empty: “your teacher”, 선생님.',
    startsOn: 'First day',
    endsOn: 'Last day',
    datesHint: 'Calls outside these days are refused. Leave a day empty for no limit on that side.',
    models: 'Models',
    modelsHint: 'If none is ticked, the class may use all models that the server allows.',
    rules: 'Rules of the class',
    rulesHint: 'The students read them on their page.',
    limitNames: { day: 'A day', week: 'A week', month: 'A month', term: 'The term', total: 'Total' },
    /** "$0.50 a week" */
    limitPer: {
      day: (amount: string) => `${amount} a day`,
      week: (amount: string) => `${amount} a week`,
      month: (amount: string) => `${amount} a month`,
      term: (amount: string) => `${amount} for the term`,
      total: (amount: string) => `${amount} in total`,
    },
    carryOver: 'carry over what is left',
    /** @param limit "$0.50 a week" */
    carriedOver: (limit: string) => `${limit} (what is left is carried over)`,
    classLimits: 'All students of the class together',
    classLimitsHint:
      'Leave a period empty for no limit. The wallet’s own limits always apply. What is carried over is at most one limit more.',
    studentLimits: 'Each student',
    /** @param fallback what applies without any, such as "$0.50 a week" */
    studentLimitsHint: (fallback: string) =>
      `For students without a budget of their own. If all are empty: ${fallback}.`,
  },
  ko: {
    name: '이름',
    timeZone: '시간대',
    timeZoneHint: '날짜와 주, 달이 바뀌는 기준이에요.',
    zoneSource: {
      owner: '',
      server: ' 운영자의 시간대를 아직 몰라서 서버의 시간대로 골라 두었어요.',
      language: ' 운영자의 시간대를 아직 몰라서 언어를 보고 골라 두었어요. 다르면 바꿔 주세요.',
    },
    language: '언어',
    languageHint: '학생 페이지와 오류 메시지에 쓰는 언어예요.',
    ownerTitle: '학생이 부르는 호칭',
    ownerTitleHint:
      '“선생님께 말씀드리세요”처럼 학생이 읽는 안내에 쓰여요. 교수님, 조교님, 선배님처럼 적어 주세요. 비워 두면 선생님이에요.',
    startsOn: '시작일',
    endsOn: '종료일',
    datesHint: '이 기간 밖에서는 호출이 거절돼요. 비워 둔 쪽은 제한이 없어요.',
    models: '모델',
    modelsHint: '하나도 고르지 않으면 서버가 허용한 모델을 모두 쓸 수 있어요.',
    rules: '반의 규칙',
    rulesHint: '학생 페이지에 그대로 보여요.',
    limitNames: { day: '하루', week: '일주일', month: '한 달', term: '학기', total: '전체 기간' },
    limitPer: {
      day: (amount) => `하루에 ${amount}`,
      week: (amount) => `일주일에 ${amount}`,
      month: (amount) => `한 달에 ${amount}`,
      term: (amount) => `학기에 ${amount}`,
      total: (amount) => `전체 기간에 ${amount}`,
    },
    carryOver: '남은 만큼 이월',
    carriedOver: (limit) => `${limit} (남으면 이월)`,
    classLimits: '반 전체가 함께',
    classLimitsHint: '비워 두면 그 한도는 없어요. 지갑의 한도는 언제나 적용돼요. 이월되는 돈은 많아야 한도만큼이에요.',
    studentLimits: '학생 한 명마다',
    studentLimitsHint: (fallback) => `개인 예산이 없는 학생에게 적용돼요. 모두 비워 두면 ${fallback}까지예요.`,
  },
});
