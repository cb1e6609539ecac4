import { describe, expect, test } from 'vitest';
import { changeBy, formatActor, JOIN_CODE, OWNER, parseActor, SYSTEM, studentActor } from '../../src/admin/actor.ts';

describe('an actor', () => {
  test.each([
    [OWNER, 'owner'],
    [SYSTEM, 'system'],
    [studentActor(12), 'student 12'],
    [JOIN_CODE, 'join code'],
  ] as const)('%j is "%s" in the audit, and is read back', (actor, text) => {
    expect(formatActor(actor)).toBe(text);
    expect(parseActor(text)).toEqual(actor);
    expect(changeBy(actor, 7)).toEqual({ actor: text, now: 7 });
  });

  test.each(['', 'Owner', 'student', 'student 0', 'student 1x', 'teacher 3'])(
    'of an unknown kind is null: "%s"',
    (text) => {
      expect(parseActor(text)).toBeNull();
    },
  );
});
