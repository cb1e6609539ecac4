import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConversationCache } from '../../../src/gateway/conversations/conversation-cache.ts';
import { clock, first, followUp, HOUR_MS, item, KIB, LIMITS, newItems, readItems } from './cache-fixture.ts';

type Step =
  | { readonly kind: 'keep'; readonly student: number; readonly follows: number | null; readonly bytes: number }
  | { readonly kind: 'wait'; readonly ms: number };

const STUDENTS = 5;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('keep' as const),
      student: fc.nat(STUDENTS - 1),
      follows: fc.option(fc.nat(5)),
      bytes: fc.oneof(fc.nat(200), fc.nat(12 * KIB)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(HOUR_MS) }) },
);

/** Bytes of JSON that a student can reach: fewer than they count as. */
function reachable(items: ConversationCache, studentId: number, ids: readonly string[]): number {
  return ids.reduce((sum, id) => sum + JSON.stringify(readItems(items, studentId, id)).length, 0);
}

test('every limit holds, and each student finds their own items only, in random use', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const items = newItems();
      const given = new Map<string, unknown[]>();
      const idsOf: string[][] = Array.from({ length: STUDENTS }, () => []);
      steps.forEach((one, n) => {
        if (one.kind === 'wait') {
          clock.now += one.ms;
          return;
        }
        const { student, follows, bytes } = one;
        const mine = idsOf[student] ?? [];
        const earlier = follows === null ? undefined : mine.at(-1 - follows);
        const isThere = earlier !== undefined && items.find(student, earlier) !== null;
        const output = [item(`msg_${n}`, bytes)];
        items.add(student, `resp_${n}`, isThere ? followUp(items, student, earlier, n) : first(n), output);
        given.set(`resp_${n}`, [...(isThere ? (given.get(earlier) ?? []) : []), n, ...output]);
        mine.push(`resp_${n}`);
        expect(items.bytes).toBeLessThanOrEqual(LIMITS.totalBytes);
      });
      for (let student = 0; student < STUDENTS; student++) {
        const others = idsOf.flatMap((ids, other) => (other === student ? [] : ids));
        expect(others.filter((id) => items.find(student, id) !== null)).toEqual([]);
        const found = (idsOf[student] ?? []).filter((id) => items.find(student, id) !== null);
        for (const id of found) expect(readItems(items, student, id)).toEqual(given.get(id));
        expect(found.length).toBeLessThanOrEqual(LIMITS.studentAnswers);
        expect(reachable(items, student, found)).toBeLessThanOrEqual(LIMITS.studentBytes * LIMITS.studentAnswers);
      }
      items.clear();
      expect(items.bytes).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('a student with an equal share loses nothing to others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(STUDENTS - 2), fc.nat(12 * KIB)), { maxLength: 80 }), (calls) => {
      const items = newItems();
      const quiet = STUDENTS - 1;
      // 40 KiB among five: 8 KiB each, of which this takes less.
      items.add(quiet, 'resp_a', first('ask'), [item('msg_a', 2 * KIB)]);
      items.add(quiet, 'resp_b', followUp(items, quiet, 'resp_a'), [item('msg_b', 2 * KIB)]);
      calls.forEach(([student, bytes], n) => {
        items.add(student, `resp_${n}`, first(), [item(`msg_${n}`, bytes)]);
        expect(items.bytes).toBeLessThanOrEqual(LIMITS.totalBytes);
      });
      expect(readItems(items, quiet, 'resp_a')).toEqual(['ask', item('msg_a', 2 * KIB)]);
      expect(readItems(items, quiet, 'resp_b')).toEqual(['ask', item('msg_a', 2 * KIB), item('msg_b', 2 * KIB)]);
    }),
    { numRuns: 200 },
  );
});
