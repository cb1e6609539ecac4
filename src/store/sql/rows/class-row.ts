import type { JoinMode, SchoolClass } from '../../../access/classes.ts';
import type { LessonSession, Opening } from '../../../access/lessons.ts';
import type { Language } from '../../../language/languages.ts';
import type { WeeklyHours } from '../../../language/weekly-hours.ts';

export interface ClassRow {
  id: number;
  name: string;
  time_zone: string;
  language: Language;
  owner_title: string | null;
  starts_on: string | null;
  ends_on: string | null;
  allowed_models: string | null;
  rules: string | null;
  instructions: string | null;
  requests_per_minute: number | null;
  calls_in_flight: number | null;
  student_requests_per_minute: number | null;
  student_calls_in_flight: number | null;
  join_code: string;
  join_places: number;
  join_mode: JoinMode;
  takes_money_requests: number;
  falls_back: number;
  shares_answers: number;
  uses_flex: number;
  created_at: number;
  opening: Opening;
  weekly_hours: string;
  lesson_sessions: string;
  opened_until: number | null;
  closed_until: number | null;
  paused_at: number | null;
  /** Absent in a database of an earlier release that was not migrated, as tests have. */
  archived_at?: number | null;
}

export function classFrom(row: ClassRow): SchoolClass {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    language: row.language,
    ownerTitle: row.owner_title,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    allowedModels: row.allowed_models === null ? null : (JSON.parse(row.allowed_models) as string[]),
    rules: row.rules,
    instructions: row.instructions,
    requestsPerMinute: row.requests_per_minute,
    callsInFlight: row.calls_in_flight,
    studentRequestsPerMinute: row.student_requests_per_minute,
    studentCallsInFlight: row.student_calls_in_flight,
    joinCode: row.join_code,
    joinPlaces: row.join_places,
    joinMode: row.join_mode,
    takesMoneyRequests: row.takes_money_requests === 1,
    fallsBack: row.falls_back === 1,
    sharesAnswers: row.shares_answers === 1,
    usesFlex: row.uses_flex === 1,
    createdAt: row.created_at,
    opening: row.opening,
    weeklyHours: JSON.parse(row.weekly_hours) as WeeklyHours[],
    lessonSessions: JSON.parse(row.lesson_sessions) as LessonSession[],
    openedUntil: row.opened_until,
    closedUntil: row.closed_until,
    pausedAt: row.paused_at,
    archivedAt: row.archived_at ?? null,
  };
}
