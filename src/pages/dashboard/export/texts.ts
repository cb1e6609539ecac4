import { defineTexts } from '../../../language/texts.ts';

export const EXPORT = defineTexts({
  en: {
    title: 'Export',
    lead: 'The records of a class, or of all of them, as one file, up to the moment at which you start. Calls go on meanwhile.',
    ofClass: 'What',
    everything: 'Everything',
    format: 'Format',
    formats: { csv: 'CSV: a ZIP with a table of each kind, for Excel', json: 'JSON: a record a line, for programs' },
    names: 'Names',
    withNames: 'with names',
    withoutNames: 'with pseudonyms, and without what people wrote',
    download: 'Download',
    holds: 'What is in it',
    has: [
      'Classes with their settings and students, archived and removed ones too; budgets, carry-over, top-ups and money requests.',
      'API tokens with their first letters and dates. Nobody can call with these.',
      'Every call with its tokens, cost and outcome; refunds, incidents, notices, refusals and the audit.',
      'No prompt, no answer and no key of the provider.',
    ],
    whole:
      'You can tell a file that broke off: a ZIP does not open, and a JSON file lacks its last line, which has the type "end" and counts the rows.',
    command: 'The same for a script:',
    toClass: 'Export this class',
  },
  ko: {
    title: '내보내기',
    lead: '한 반 또는 전체의 기록을 파일 하나로 내려받아요. 내려받기 시작한 때까지의 기록이 들어 있고, 그동안에도 호출은 계속돼요.',
    ofClass: '대상',
    everything: '전체',
    format: '형식',
    formats: { csv: 'CSV: 종류마다 표가 하나씩 든 ZIP (엑셀용)', json: 'JSON: 한 줄에 기록 하나씩 (프로그램용)' },
    names: '이름',
    withNames: '실제 이름',
    withoutNames: '가명 (사람이 적은 글은 빼기)',
    download: '내려받기',
    holds: '들어 있는 것',
    has: [
      '보관하거나 삭제한 것까지 모든 반과 그 설정, 학생, 예산과 이월, 추가 예산, 예산 요청.',
      'API 토큰의 앞부분과 날짜. 이것만으로는 호출할 수 없어요.',
      '모든 호출의 토큰 수와 비용과 결과, 환불, 확인할 일, 알림, 거절, 변경 이력.',
      '프롬프트와 답, 모델 제공자의 키는 없어요.',
    ],
    whole:
      '내려받다가 끊긴 파일은 구별할 수 있어요. ZIP은 열리지 않고, JSON 파일에는 행 수를 적은 마지막 줄(type이 "end")이 없어요.',
    command: '스크립트에서는 이렇게 하세요.',
    toClass: '이 반 내보내기',
  },
});
