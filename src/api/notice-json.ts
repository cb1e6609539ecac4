import Type, { type Static } from 'typebox';
import { NOTICE_KINDS } from '../admin/notices/notice-kinds.ts';
import type { SaidNotice } from '../admin/notices/notices.ts';
import { selectorJson } from '../ledger/budget-json.ts';
import type { NoticeFacts } from '../store/notice-facts.ts';
import { SelectorField, UnitField } from './budget-schemas.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull, PeriodField } from './schemas.ts';

export const NoticeKindField = Type.Enum([...NOTICE_KINDS]);

export const NoticeAnswer = Type.Object(
  {
    id: IdField,
    kind: NoticeKindField,
    title: Type.String({ description: 'In the language of the request. Names are those of now.' }),
    text: Type.String(),
    path: Type.String({ description: 'The page about it.' }),
    class_id: orNull(IdField),
    student_ids: Type.Array(IdField, { description: 'Whom a notice about budgets or a request is about.' }),
    period: orNull(PeriodField),
    unit: orNull(UnitField),
    selector: SelectorField,
    threshold_percent: orNull(
      Type.Integer({
        description: 'How much of the budget is spent. 100: used up, or a call was refused for the rest.',
      }),
    ),
    created_at: InstantField,
    read_at: orNull(InstantField),
  },
  { ...CLOSED, description: 'Something that the owner is told once.' },
);
export type NoticeJson = Static<typeof NoticeAnswer>;

export function noticeJson({ notice, said }: SaidNotice): NoticeJson {
  const { facts } = notice;
  return {
    id: notice.id,
    // The list has none of the kind `more`.
    kind: facts.kind as NoticeJson['kind'],
    ...{ title: said.title, text: said.text, path: said.path },
    class_id: notice.classId,
    student_ids: studentIds(facts),
    period: 'period' in facts ? facts.period : null,
    unit: 'period' in facts ? (facts.unit ?? 'money') : null,
    selector: selectorJson('period' in facts ? (facts.selector ?? null) : null),
    threshold_percent: 'threshold' in facts ? facts.threshold : null,
    created_at: formatInstant(notice.createdAt),
    read_at: formatOptionalInstant(notice.readAt),
  };
}

function studentIds(facts: NoticeFacts): number[] {
  if (facts.kind === 'student_budget') return facts.students.map(({ id }) => id);
  return facts.kind === 'money_request' ? [facts.studentId] : [];
}
