import type { FastifyInstance } from 'fastify';
import { resetPlace } from '../../../../admin/join-requests.ts';
import { defineTexts } from '../../../../language/texts.ts';
import { confirm } from '../../../components/confirm.ts';
import type { Site } from '../../../web/deps.ts';
import type { Html } from '../../../web/html.ts';
import { seeOther } from '../../../web/page-response.ts';
import { ownerPost } from '../../../web/page-routes.ts';
import { parseId } from '../../../web/parse-id.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import type { LoadedStudent } from '../load.ts';
import { STUDENT_PATH, studentPath } from '../student-path.ts';

const TEXTS = defineTexts({
  en: {
    open: 'Reset the place',
    means:
      'For when somebody else claimed it. Every API token of this student stops working, and with name and number the place can be claimed by the join link again.',
    act: 'Revoke all tokens and reset',
  },
  ko: {
    open: '다시 참여하게 하기',
    means:
      '다른 사람이 이 학생으로 참여했을 때 쓰세요. 이 학생의 API 토큰을 모두 폐기하고, 이름과 학번으로 참여 링크에서 다시 참여할 수 있게 해요.',
    act: '토큰을 모두 폐기하고 다시 열기',
  },
});

export function placeResetRoutes(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, `${STUDENT_PATH}/reset-place`, async ({ view, param }) => {
    const { id } = await resetPlace(parseId(param('id')), view.actor, site);
    return seeOther(studentPath(id), 'place_reset');
  });
}

/** null for a student whom nobody has joined as, or who can join no class. */
export function placeReset(view: OwnerView, { student, tokens }: LoadedStudent): Html | null {
  if (student.classId === null || tokens.length === 0) return null;
  const t = TEXTS[view.language];
  return confirm(view, {
    ...{ open: t.open, consequence: t.means, act: t.act },
    action: `${studentPath(student.id)}/reset-place`,
  });
}
