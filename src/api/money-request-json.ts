import Type, { type Static } from 'typebox';
import type { WaitingMoneyRequest } from '../admin/list-money-requests.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull, UsdField } from './schemas.ts';

export const MoneyRequestAnswer = Type.Object(
  {
    id: IdField,
    student_id: IdField,
    student_name: Type.String(),
    class_id: orNull(IdField),
    amount_usd: UsdField,
    reason: Type.String({ description: 'In the student’s words.' }),
    created_at: InstantField,
    expires_at: Type.String({ description: 'ISO 8601, UTC: without an answer, the request lapses then.' }),
    default_until: orNull(
      Type.String({
        description:
          'ISO 8601, UTC: when a grant ends that names no end. null: the class is over, so it can only be declined.',
      }),
    ),
  },
  { ...CLOSED, description: 'A student asks for more money, and waits for your answer.' },
);
export type MoneyRequestJson = Static<typeof MoneyRequestAnswer>;

export function moneyRequestJson({ request, student, defaultEnd }: WaitingMoneyRequest): MoneyRequestJson {
  return {
    id: request.id,
    student_id: student.id,
    student_name: student.name,
    class_id: student.classId,
    amount_usd: nanoToUsd(request.amount),
    reason: request.reason,
    created_at: formatInstant(request.createdAt),
    expires_at: formatInstant(request.expiresAt),
    default_until: formatOptionalInstant(defaultEnd),
  };
}
