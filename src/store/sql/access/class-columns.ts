import type { ClassFields } from '../../access-fields.ts';
import type { ClassRow } from '../rows/class-row.ts';

/** class-lessons.ts writes them. */
type LessonColumn = 'lesson_sessions' | 'opened_until' | 'closed_until' | 'paused_at';

/** Columns that the fields of a class are written to. */
type ClassColumns = Omit<ClassRow, 'id' | 'join_code' | 'created_at' | LessonColumn>;

/** In the order of the table. */
export function columnsOf(fields: ClassFields): ClassColumns {
  const { allowedModels } = fields;
  return {
    name: fields.name,
    time_zone: fields.timeZone,
    language: fields.language,
    owner_title: fields.ownerTitle ?? null,
    starts_on: fields.startsOn,
    ends_on: fields.endsOn,
    allowed_models: allowedModels === null ? null : JSON.stringify(allowedModels),
    rules: fields.rules ?? null,
    join_places: fields.joinPlaces ?? 0,
    join_mode: fields.joinMode ?? 'open',
    instructions: fields.instructions ?? null,
    requests_per_minute: fields.requestsPerMinute ?? null,
    calls_in_flight: fields.callsInFlight ?? null,
    student_requests_per_minute: fields.studentRequestsPerMinute ?? null,
    student_calls_in_flight: fields.studentCallsInFlight ?? null,
    opening: fields.opening ?? 'always',
    weekly_hours: JSON.stringify(fields.weeklyHours ?? []),
    takes_money_requests: fields.takesMoneyRequests === false ? 0 : 1,
    falls_back: fields.fallsBack === true ? 1 : 0,
    shares_answers: fields.sharesAnswers === true ? 1 : 0,
    uses_flex: fields.usesFlex === true ? 1 : 0,
  };
}

const NO_FIELDS = {
  name: '',
  timeZone: '',
  language: 'en',
  startsOn: null,
  endsOn: null,
  allowedModels: null,
} as const;

/** The names of those columns. */
export const CLASS_COLUMNS: readonly string[] = Object.keys(columnsOf(NO_FIELDS));
