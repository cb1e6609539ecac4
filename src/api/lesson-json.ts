import Type from 'typebox';
import { OPENINGS } from '../access/lessons.ts';
import { WEEKDAYS } from '../language/weekly-hours.ts';
import { CLOSED, InstantField, orNull } from './schemas.ts';

const STATES = ['open', 'closed', 'paused', 'not-yet', 'over', 'archived'] as const;

const FromField = Type.String({ description: 'HH:MM on a clock of the class.' });
const ToField = Type.String({ description: 'HH:MM, later than from; 24:00 is the end of the day.' });

export const OpeningField = Type.Enum([...OPENINGS], {
  description: 'always: students may call on every day of the term; lessons: in the lessons of the class only.',
});
export const WeeklyHoursField = Type.Object(
  { weekday: Type.Enum([...WEEKDAYS]), from: FromField, to: ToField },
  CLOSED,
);
export const SessionBody = Type.Object(
  { day: Type.String({ description: 'YYYY-MM-DD.' }), from: FromField, to: ToField },
  CLOSED,
);

/** Of a class: lessonsJson() in access/lessons-json.ts. */
export const LESSON_FIELDS = {
  state: Type.Enum([...STATES], { description: 'Whether its students may call now, and if not, why.' }),
  opening: OpeningField,
  weekly_hours: Type.Array(WeeklyHoursField, { description: 'In the order of the week.' }),
  lesson_sessions: Type.Array(
    Type.Object({ ...SessionBody.properties, starts_at: InstantField, ends_at: InstantField }, CLOSED),
    { description: 'Single lessons that are not over.' },
  ),
  paused_at: orNull(InstantField),
  open_until: orNull(Type.String({ description: 'null: it is not open now, or no end is known.' })),
  next_opening_at: orNull(Type.String({ description: 'null: none is planned, or the class is paused.' })),
};
