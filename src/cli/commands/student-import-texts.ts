import { defineTexts } from '../../language/texts.ts';

interface RosterCounts {
  readonly applied: boolean;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly twins: number;
  readonly problems: number;
}

export const IMPORT = defineTexts({
  en: {
    description: 'add and change the students of a class from a roster: all of them or none',
    fileArgument: 'a roster: CSV or TSV; - reads the standard input',
    classOption: 'id or exact name of the class',
    dryRun: 'only say what would change',
    twinsOption: 'lines that nothing tells apart from another student of the same name',
    format: `
The file is CSV or TSV in UTF-8 or CP949, with a header (name, student number, email, note; or 이름, 학번, 이메일, 메모) in
any order, or none; at most 2,000 students. An empty cell changes nothing, and the same file again changes nothing.
`,
    refused: (reason: string) => `nothing was changed: ${reason}`,
    correctLines: (count: number) => `correct the lines that have a problem (${count})`,
    twinsUnclear: (count: number) =>
      `${count} lines have the name of another student: add student numbers, or --twins add or skip`,
    added: 'added',
    new: 'new',
    changed: 'changed',
    change: 'change',
    twin: 'twin',
    problem: 'problem',
    hasNamesake: 'another student has this name',
    isOther: 'is this another student of the name?',
    fields: { name: 'name', student_number: 'student_number', email: 'email', note: 'note' },
    columns: { line: 'LINE', what: 'WHAT', name: 'NAME', details: 'DETAILS' },
    sums: ({ applied, added, changed, unchanged, twins, problems }: RosterCounts) =>
      `${applied ? 'added' : 'new'} ${added}, changed ${changed}, unchanged ${unchanged}, twins ${twins}, problems ${problems}`,
  },
  ko: {
    description: '명단으로 반의 학생을 추가하고 수정하기. 모두 반영하거나 하나도 반영하지 않습니다',
    fileArgument: '명단 파일: CSV 또는 TSV. -는 표준 입력',
    classOption: '반의 ID 또는 정확한 이름',
    dryRun: '무엇이 바뀌는지 보기만 하기',
    twinsOption: '이름이 같은 다른 학생과 구별할 수 없는 줄',
    format: `
파일은 UTF-8이나 CP949로 된 CSV 또는 TSV이고, 첫 줄에 열 이름(이름, 학번, 이메일, 메모 또는 name, student number, email,
note)을 어떤 순서로든 적거나 적지 않습니다. 학생은 2,000명까지입니다. 빈칸은 그대로 두고, 같은 파일을 다시 넣어도 바뀌는
것이 없습니다.
`,
    refused: (reason) => `아무것도 바꾸지 않았습니다. ${reason}`,
    correctLines: (count) => `문제가 있는 ${count}줄을 고치세요.`,
    twinsUnclear: (count) =>
      `${count}줄의 이름이 다른 학생과 같습니다. 학번을 적거나 --twins add, --twins skip 중에서 고르세요.`,
    added: '추가함',
    new: '새 학생',
    changed: '수정함',
    change: '수정',
    twin: '같은 이름',
    problem: '문제',
    hasNamesake: '이름이 같은 다른 학생이 있음',
    isOther: '이름이 같은 다른 학생인가요?',
    fields: { name: '이름', student_number: '학번', email: '이메일', note: '메모' },
    columns: { line: '줄', what: '구분', name: '이름', details: '내용' },
    sums: ({ applied, added, changed, unchanged, twins, problems }) =>
      `${applied ? '추가함' : '새 학생'} ${added}명, 수정 ${changed}명, 그대로 ${unchanged}명, 같은 이름 ${twins}줄, 문제 ${problems}건`,
  },
});
