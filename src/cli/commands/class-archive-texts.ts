import type { ArchivedJson, RunningClassJson } from '../../api/archive-routes.ts';
import type { RemovalJson } from '../../api/removal-routes.ts';
import { defineTexts } from '../../language/texts.ts';

export const CLASS_ARCHIVE = defineTexts({
  en: {
    archive: 'end a class: its students cannot call or join any more; records and budgets stay',
    reopen: 'put an archived class back into the lists, with a new join code',
    copy: 'add a class with the settings and budgets of another, for the next term, without its students',
    copyName: 'the name of the new class',
    startsOn: 'first day of the new term, such as 2027-03-02',
    endsOn: 'last day of the new term',
    askArchive: (name: string, id: number, { students, api_tokens, calls_in_flight }: RunningClassJson) =>
      `Archive the class ${name} (id ${id}) with ${students} student(s)? ${api_tokens} API token(s) stop working; ${calls_in_flight} call(s) in flight are finished.`,
    archived: (name: string, id: number, { revoked_tokens, revoked_claim_links, closed_join_requests }: ArchivedJson) =>
      `archived the class ${name} (id ${id}): ${revoked_tokens} API token(s) and ${revoked_claim_links} claim link(s) stopped working, ${closed_join_requests} join request(s) closed`,
    removeStudents: 'remove students of a class: their API tokens stop, their records stay',
    removedStudent: 'the id of one to remove; repeatable; without it every student of the class',
    noId: (text: string) => `not an id: ${text}`,
    askRemoveStudents: (name: string, id: number, { students, api_tokens, calls_in_flight }: RemovalJson) =>
      `Remove ${students} student(s) of the class ${name} (id ${id}) for good? ${api_tokens} API token(s) stop working; ${calls_in_flight} call(s) in flight are finished.`,
    studentsRemoved: (students: number, failed: number) =>
      `removed ${students} student(s)${failed === 0 ? '' : `; ${failed} were changed or removed by somebody else meanwhile`}`,
    needTokens: (id: number) => `its students need new API tokens: jigap token issue --class ${id} --missing`,
  },
  ko: {
    archive: '반 보관(학기 마치기). 학생은 더 호출하거나 참여할 수 없고, 기록과 예산은 남습니다',
    reopen: '보관한 반을 다시 목록에 넣기. 참여 코드는 새로 만듭니다',
    copy: '다음 학기를 위해 반의 설정과 예산만 복사해 새 반 만들기. 학생은 복사하지 않습니다',
    copyName: '새 반 이름',
    startsOn: '새 학기 시작일. 예: 2027-03-02',
    endsOn: '새 학기 종료일',
    askArchive: (name, id, { students, api_tokens, calls_in_flight }) =>
      `${name} (ID ${id}) 반을 보관할까요? 학생 ${students}명의 API 토큰 ${api_tokens}개가 폐기됩니다. 진행 중인 호출 ${calls_in_flight}건은 끝까지 처리합니다.`,
    archived: (name, id, { revoked_tokens, revoked_claim_links, closed_join_requests }) =>
      `${name} (ID ${id}) 반을 보관했습니다. API 토큰 ${revoked_tokens}개와 토큰 받기 링크 ${revoked_claim_links}개를 폐기하고, 참여 신청 ${closed_join_requests}건을 닫았습니다.`,
    removeStudents: '반의 학생 삭제. API 토큰은 폐기되고 기록은 남습니다',
    removedStudent: '삭제할 학생의 ID. 여러 번 쓸 수 있고, 적지 않으면 반의 모든 학생',
    noId: (text) => `ID가 아닙니다: ${text}`,
    askRemoveStudents: (name, id, { students, api_tokens, calls_in_flight }) =>
      `${name} (ID ${id}) 반의 학생 ${students}명을 완전히 삭제할까요? API 토큰 ${api_tokens}개가 폐기됩니다. 진행 중인 호출 ${calls_in_flight}건은 끝까지 처리합니다.`,
    studentsRemoved: (students, failed) =>
      `학생 ${students}명을 삭제했습니다.${failed === 0 ? '' : ` ${failed}명은 그사이 다른 곳에서 바뀌었거나 삭제되었습니다.`}`,
    needTokens: (id) => `학생들에게 새 API 토큰이 필요합니다: jigap token issue --class ${id} --missing`,
  },
});
