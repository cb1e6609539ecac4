import type { WeeklyHours } from '../language/weekly-hours.ts';

/** Why lessons cannot be as somebody wants them. */
export type LessonProblem =
  /** Not HH:MM from 00:00 to 24:00. */
  | { readonly code: 'lesson_time_invalid' }
  /** It ends before it begins, or goes on after midnight. */
  | { readonly code: 'lesson_ends_early' }
  /** With another lesson of the same weekday or day. */
  | { readonly code: 'lessons_overlap'; readonly other: Pick<WeeklyHours, 'from' | 'to'> }
  | { readonly code: 'too_many_weekly_hours'; readonly max: number }
  | { readonly code: 'too_many_sessions'; readonly max: number }
  /** Clocks are turned forward over it. */
  | { readonly code: 'session_skipped' }
  | { readonly code: 'session_past' }
  | { readonly code: 'session_not_found' }
  /** The days of the class, YYYY-MM-DD. */
  | { readonly code: 'outside_term'; readonly startsOn: string | null; readonly endsOn: string | null }
  | { readonly code: 'minutes_out_of_range'; readonly max: number }
  /** It has no lessons that could begin or end. */
  | { readonly code: 'class_always_open' }
  | { readonly code: 'class_paused' };
