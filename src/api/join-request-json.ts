import Type, { type Static } from 'typebox';
import type { JoinRequestDetails } from '../admin/join-requests.ts';
import { formatInstant } from './instants.ts';
import { CLOSED, CountField, IdField, InstantField, orNull } from './schemas.ts';

export const JoinRequestAnswer = Type.Object(
  {
    id: IdField,
    class_id: IdField,
    name: Type.String(),
    identity: orNull(Type.String({ description: 'The student number or e-mail address, as it was typed.' })),
    state: Type.Enum(['waiting', 'approved'], { description: 'approved: the API token is not fetched yet.' }),
    student_id: orNull(Type.Integer({ description: 'Whom it was approved as; null until then.' })),
    browsers: Type.Integer({ description: 'How many browsers asked with this name and identity.' }),
    attempts: CountField,
    created_at: InstantField,
    expires_at: InstantField,
    suggestion: orNull(
      Type.Object(
        { student_id: orNull(Type.Integer({ description: 'null: a new student.' })) },
        { ...CLOSED, description: 'What approving without a student_id does; null: somebody has to look.' },
      ),
    ),
    candidates: Type.Array(
      Type.Object(
        {
          student_id: IdField,
          name: Type.String(),
          student_number: orNull(Type.String()),
          matched_by: Type.Enum(['name_and_identity', 'identity', 'name']),
          is_taken: Type.Boolean({ description: 'Somebody has, or had, an API token for this place.' }),
        },
        CLOSED,
      ),
      { description: 'Students of the class whom the request can mean, the likeliest first.' },
    ),
  },
  { ...CLOSED, description: 'Somebody who asks to join a class.' },
);
export type JoinRequestJson = Static<typeof JoinRequestAnswer>;

export function joinRequestJson({ request, suggestion }: JoinRequestDetails): JoinRequestJson {
  const { choice, candidates } = suggestion;
  return {
    id: request.id,
    class_id: request.classId,
    name: request.name,
    identity: request.identity,
    state: request.state === 'approved' ? 'approved' : 'waiting',
    student_id: request.studentId,
    browsers: request.browsers,
    attempts: request.attempts,
    created_at: formatInstant(request.createdAt),
    expires_at: formatInstant(request.expiresAt),
    suggestion: choice === null ? null : { student_id: choice.as === 'new' ? null : choice.studentId },
    candidates: candidates.map(({ student, matchedBy, isTaken }) => ({
      student_id: student.id,
      name: student.name,
      student_number: student.studentNumber,
      matched_by: matchedBy,
      is_taken: isTaken,
    })),
  };
}
