import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ConversationInput, ConversationItems, itemsUpTo } from '../../src/gateway/conversation-items.ts';

const HOUR_MS = 3_600_000;
const KIB = 1024;
const LIMITS = { ageMs: HOUR_MS, studentAnswers: 4, studentBytes: 16 * KIB, totalBytes: 40 * KIB };
const [ANNA, BORA] = [1, 2];

let now = 0;
const open: ConversationItems[] = [];
afterEach(() => {
  for (const items of open.splice(0)) items.clear();
});

function newItems(limits: Partial<typeof LIMITS> = {}): ConversationItems {
  now = 1_000_000;
  const items = new ConversationItems({ ...LIMITS, ...limits }, () => now);
  open.push(items);
  return items;
}

function item(id: string, bytes = 10) {
  return { type: 'message', id, text: 'x'.repeat(bytes) };
}

function first(...added: unknown[]): ConversationInput {
  return { previous: null, added, whole: added };
}

function followUp(
  items: ConversationItems,
  studentId: number,
  responseId: string,
  ...added: unknown[]
): ConversationInput {
  const previous = items.find(studentId, responseId);
  return { previous, added, whole: [...read(items, studentId, responseId), ...added] };
}

/** The items up to an answer, as they were given; nothing when it is not kept. */
function read(items: ConversationItems, studentId: number, responseId: string): unknown[] {
  const answer = items.find(studentId, responseId);
  return answer === null ? [] : JSON.parse(`[${itemsUpTo(answer).join(',')}]`);
}

describe('what is kept', () => {
  test('what is kept of a conversation is the whole conversation up to an answer, in its order', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first({ ask: '하나' }), [item('msg_1')]);
    items.keep(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1', { ask: 'two' }), [item('msg_2'), item('msg_3')]);
    expect(read(items, ANNA, 'resp_1')).toEqual([{ ask: '하나' }, item('msg_1')]);
    expect(read(items, ANNA, 'resp_2')).toEqual([
      ...[{ ask: '하나' }, item('msg_1')],
      ...[{ ask: 'two' }, item('msg_2'), item('msg_3')],
    ]);
  });

  test('what is kept of a conversation may branch: two answers follow one', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.keep(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1', 'left'), [item('msg_2')]);
    items.keep(ANNA, 'resp_3', followUp(items, ANNA, 'resp_1', 'right'), [item('msg_3')]);
    expect(read(items, ANNA, 'resp_2')).toEqual([item('msg_1'), 'left', item('msg_2')]);
    expect(read(items, ANNA, 'resp_3')).toEqual([item('msg_1'), 'right', item('msg_3')]);
  });

  test('what is kept of a conversation is found by the id of an item, of input and output, and of two with one id the later', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(item('msg_in')), [item('msg_1', 1), item('same', 2)]);
    items.keep(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [
      { ...item('same', 3), of: '가나다' },
      'no id',
      { id: 7 },
    ]);
    const found = [...items.itemsOf(ANNA)].map(([id, json]) => [id, JSON.parse(json.toString())]);
    expect(Object.fromEntries(found)).toEqual({
      ...{ msg_in: item('msg_in'), msg_1: item('msg_1', 1) },
      same: { ...item('same', 3), of: '가나다' },
    });
  });

  test('what is kept of a conversation is nobody else’s', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    expect(items.find(BORA, 'resp_1')).toBeNull();
    expect(items.itemsOf(BORA).size).toBe(0);
    items.keep(BORA, 'resp_1', first(), [item('msg_b')]);
    expect(read(items, ANNA, 'resp_1')).toEqual([item('msg_1')]);
    expect(read(items, BORA, 'resp_1')).toEqual([item('msg_b')]);
  });

  test('what is kept of a conversation is the later of two answers with one id', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.keep(ANNA, 'resp_1', followUp(items, ANNA, 'resp_1'), [item('msg_2')]);
    expect(read(items, ANNA, 'resp_1')).toEqual([item('msg_1'), item('msg_2')]);
  });

  test('what is kept of a conversation is nothing after clear, and where nothing may be kept', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.clear();
    expect([items.find(ANNA, 'resp_1'), items.bytes]).toEqual([null, 0]);
    const never = newItems({ ageMs: 0 });
    never.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    expect([never.find(ANNA, 'resp_1'), never.bytes]).toEqual([null, 0]);
  });
});

describe('age', () => {
  test('the age of an answer counts from the last time an answer was referred to', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
    now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
    now += HOUR_MS;
    expect(items.find(ANNA, 'resp_1')).toBeNull();
    expect(items.bytes).toBe(0);
  });

  test('an old answer that nobody asks for is dropped, too', () => {
    vi.useFakeTimers();
    try {
      const items = newItems();
      items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
      now += HOUR_MS;
      vi.advanceTimersByTime(60_000);
      expect(items.bytes).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('the age of an early answer does not end a conversation that goes on', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1')]);
    now += HOUR_MS / 2;
    items.keep(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [item('msg_2')]);
    now += HOUR_MS / 2;
    items.find(ANNA, 'resp_2');
    now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).toBeNull();
    expect(read(items, ANNA, 'resp_2')).toEqual([item('msg_1'), item('msg_2')]);
    now += HOUR_MS;
    expect([items.find(ANNA, 'resp_2'), items.bytes]).toEqual([null, 0]);
  });
});

describe('a student’s share', () => {
  test('a student’s share is so many answers; the least recently used go first', () => {
    const items = newItems();
    for (const n of [1, 2, 3, 4]) items.keep(ANNA, `resp_${n}`, first(), [item(`msg_${n}`)]);
    items.find(ANNA, 'resp_1');
    items.keep(ANNA, 'resp_5', first(), [item('msg_5')]);
    const left = [1, 2, 3, 4, 5].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([1, 3, 4, 5]);
  });

  test('a student’s share is so many bytes', () => {
    const items = newItems();
    for (const n of [1, 2, 3]) items.keep(ANNA, `resp_${n}`, first(), [item(`msg_${n}`, 6 * KIB)]);
    const left = [1, 2, 3].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([2, 3]);
    expect(items.bytes).toBeLessThanOrEqual(LIMITS.studentBytes);
  });

  test('a student’s share does not give up what is there for one that is larger than all of it', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first(), [item('msg_1', 10 * KIB)]);
    items.keep(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [item('msg_2', 10 * KIB)]);
    items.keep(ANNA, 'resp_3', first(item('msg_3', 10 * KIB)), [item('msg_4', 10 * KIB)]);
    const left = [1, 2, 3].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([1]);
  });

  test('a student’s share counts what answers share once: a long conversation keeps its early items without its early answers', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_0', first(), [item('msg_0', 4 * KIB)]);
    for (let n = 1; n <= 6; n++) {
      items.keep(ANNA, `resp_${n}`, followUp(items, ANNA, `resp_${n - 1}`), [item(`msg_${n}`, 10)]);
    }
    expect(items.find(ANNA, 'resp_0')).toBeNull();
    expect(read(items, ANNA, 'resp_6')).toHaveLength(7);
    expect(items.itemsOf(ANNA).size).toBe(7);
  });

  test('a student’s share holds an answer whole when the one before it was dropped while it was written', () => {
    const items = newItems();
    items.keep(ANNA, 'resp_1', first('ask'), [item('msg_1')]);
    const turn = followUp(items, ANNA, 'resp_1', 'more');
    items.clear();
    items.keep(ANNA, 'resp_2', turn, [item('msg_2')]);
    expect(read(items, ANNA, 'resp_2')).toEqual(['ask', item('msg_1'), 'more', item('msg_2')]);
  });

  test('a student’s share takes no answer with an endless name, and finds no item by one', () => {
    const items = newItems();
    items.keep(ANNA, 'r'.repeat(129), first(), [item('msg_1')]);
    expect(items.bytes).toBe(0);
    items.keep(ANNA, 'resp_1', first(), [item('m'.repeat(129))]);
    expect(items.itemsOf(ANNA).size).toBe(0);
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
  });
});

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

/** Everything of a student that can be reached: what it weighs as JSON is less than what it counts as. */
function reachable(items: ConversationItems, studentId: number, ids: readonly string[]): number {
  return ids.reduce((sum, id) => sum + JSON.stringify(read(items, studentId, id)).length, 0);
}

test('whatever students do, every bound holds, each finds what is his as it was, and only his', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const items = newItems();
      const given = new Map<string, unknown[]>();
      const idsOf: string[][] = Array.from({ length: STUDENTS }, () => []);
      steps.forEach((one, n) => {
        if (one.kind === 'wait') {
          now += one.ms;
          return;
        }
        const { student, follows, bytes } = one;
        const mine = idsOf[student] ?? [];
        const earlier = follows === null ? undefined : mine.at(-1 - follows);
        const isThere = earlier !== undefined && items.find(student, earlier) !== null;
        const output = [item(`msg_${n}`, bytes)];
        items.keep(student, `resp_${n}`, isThere ? followUp(items, student, earlier, n) : first(n), output);
        given.set(`resp_${n}`, [...(isThere ? (given.get(earlier) ?? []) : []), n, ...output]);
        mine.push(`resp_${n}`);
        expect(items.bytes).toBeLessThanOrEqual(LIMITS.totalBytes);
      });
      for (let student = 0; student < STUDENTS; student++) {
        const others = idsOf.flatMap((ids, other) => (other === student ? [] : ids));
        expect(others.filter((id) => items.find(student, id) !== null)).toEqual([]);
        const found = (idsOf[student] ?? []).filter((id) => items.find(student, id) !== null);
        for (const id of found) expect(read(items, student, id)).toEqual(given.get(id));
        expect(found.length).toBeLessThanOrEqual(LIMITS.studentAnswers);
        expect(reachable(items, student, found)).toBeLessThanOrEqual(LIMITS.studentBytes * LIMITS.studentAnswers);
      }
      items.clear();
      expect(items.bytes).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('a student with an equal part loses nothing to others, however much they answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(STUDENTS - 2), fc.nat(12 * KIB)), { maxLength: 80 }), (calls) => {
      const items = newItems();
      const quiet = STUDENTS - 1;
      // 40 KiB among five: 8 KiB each, of which this takes less.
      items.keep(quiet, 'resp_a', first('ask'), [item('msg_a', 2 * KIB)]);
      items.keep(quiet, 'resp_b', followUp(items, quiet, 'resp_a'), [item('msg_b', 2 * KIB)]);
      calls.forEach(([student, bytes], n) => {
        items.keep(student, `resp_${n}`, first(), [item(`msg_${n}`, bytes)]);
        expect(items.bytes).toBeLessThanOrEqual(LIMITS.totalBytes);
      });
      expect(read(items, quiet, 'resp_a')).toEqual(['ask', item('msg_a', 2 * KIB)]);
      expect(read(items, quiet, 'resp_b')).toEqual(['ask', item('msg_a', 2 * KIB), item('msg_b', 2 * KIB)]);
    }),
    { numRuns: 200 },
  );
});
