import { defineTexts } from '../../../web/texts.ts';

export const SEVERAL_STUDENTS = defineTexts({
  en: {
    title: 'Add several students',
    lead: 'Paste a list of names. You see who will be added before anyone is.',
    names: 'Names',
    namesHint: 'One per line.',
    preview: 'Show who will be added',
    previewTitle: 'Add these students?',
    previewLead: 'No one has been added yet. Untick anyone who should not be added.',
    nameTaken: 'a student there already has this name',
    add: 'Add them',
    back: 'Change the list',
    none: 'Enter at least one name.',
    tooMany: (max: number) => `These are too many at once: add at most ${max}.`,
    badLine: (line: number, problem: string) => `Line ${line}: ${problem}`,
  },
  ko: {
    title: '여러 학생 추가',
    lead: '이름 목록을 붙여 넣으세요. 추가하기 전에 누가 추가되는지 먼저 보여 드려요.',
    names: '이름',
    namesHint: '한 줄에 한 명씩 적어 주세요.',
    preview: '추가할 학생 확인',
    previewTitle: '이 학생들을 추가할까요?',
    previewLead: '아직 아무도 추가되지 않았어요. 추가하지 않을 학생은 체크를 풀어 주세요.',
    nameTaken: '같은 이름이 이미 있어요',
    add: '추가하기',
    back: '목록 수정',
    none: '이름을 하나 이상 적어 주세요.',
    tooMany: (max) => `한 번에 ${max}명까지 추가할 수 있어요. 나누어 추가해 주세요.`,
    badLine: (line, problem) => `${line}번째 줄: ${problem}`,
  },
});
