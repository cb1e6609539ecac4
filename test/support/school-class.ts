import { NO_CALL_LIMITS } from '../../src/access/call-limits.ts';
import { SWITCHES_OFF } from '../../src/access/call-switches.ts';
import type { SchoolClass } from '../../src/access/classes.ts';
import { ALWAYS_OPEN } from '../../src/access/lessons.ts';

/** A class in Seoul without dates, as it is when nothing else is chosen. */
export function schoolClassWith(fields: Partial<SchoolClass> = {}): SchoolClass {
  return {
    ...{ id: 1, name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, ownerTitle: null },
    ...{ allowedModels: null, rules: null, instructions: null, ...NO_CALL_LIMITS, ...SWITCHES_OFF },
    ...{ joinCode: 'K7M2-Q9XP', joinPlaces: 0, joinMode: 'open', takesMoneyRequests: true, createdAt: 0 },
    archivedAt: null,
    ...ALWAYS_OPEN,
    ...fields,
  };
}
