import type { SchoolClass } from '../access/classes.ts';
import type { ClassFields } from '../store/access-fields.ts';

/**
 * Which fields a copy for the next term takes over: how the class is run, and nothing of who was in it. A new field of a
 * class must be put here, or this does not compile. Budgets are copied, too.
 */
const IS_COPIED = {
  timeZone: true,
  language: true,
  ownerTitle: true,
  allowedModels: true,
  rules: true,
  joinMode: true,
  instructions: true,
  requestsPerMinute: true,
  callsInFlight: true,
  studentRequestsPerMinute: true,
  studentCallsInFlight: true,
  opening: true,
  weeklyHours: true,
  takesMoneyRequests: true,
  fallsBack: true,
  sharesAnswers: true,
  usesFlex: true,
  // Of the class itself; the copy gets its own.
  id: false,
  name: false,
  createdAt: false,
  archivedAt: false,
  joinCode: false,
  // Of the term.
  startsOn: false,
  endsOn: false,
  lessonSessions: false,
  openedUntil: false,
  closedUntil: false,
  pausedAt: false,
  // Nobody may join before the owner says so.
  joinPlaces: false,
} as const satisfies Record<keyof SchoolClass, boolean>;

type CopiedField = {
  [Field in keyof typeof IS_COPIED]: (typeof IS_COPIED)[Field] extends true ? Field : never;
}[keyof typeof IS_COPIED];

/** Of a class: what its copy has, too. */
export function copiedFields(source: SchoolClass): Pick<SchoolClass, CopiedField> & Pick<ClassFields, CopiedField> {
  const entries = Object.entries(source).filter(([field]) => IS_COPIED[field as keyof SchoolClass]);
  return Object.fromEntries(entries) as Pick<SchoolClass, CopiedField>;
}
