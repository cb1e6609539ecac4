import { describe, expect, test, vi } from 'vitest';
import { clock, first, followUp, HOUR_MS, item, KIB, LIMITS, newItems, readItems } from './cache-fixture.ts';

const [ANNA, BORA] = [1, 2];

describe('cached conversations', () => {
  test('have all items up to an answer, in order', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first({ ask: '하나' }), [item('msg_1')]);
    items.add(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1', { ask: 'two' }), [item('msg_2'), item('msg_3')]);
    expect(readItems(items, ANNA, 'resp_1')).toEqual([{ ask: '하나' }, item('msg_1')]);
    expect(readItems(items, ANNA, 'resp_2')).toEqual([
      ...[{ ask: '하나' }, item('msg_1')],
      ...[{ ask: 'two' }, item('msg_2'), item('msg_3')],
    ]);
  });

  test('may branch: two answers follow one', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.add(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1', 'left'), [item('msg_2')]);
    items.add(ANNA, 'resp_3', followUp(items, ANNA, 'resp_1', 'right'), [item('msg_3')]);
    expect(readItems(items, ANNA, 'resp_2')).toEqual([item('msg_1'), 'left', item('msg_2')]);
    expect(readItems(items, ANNA, 'resp_3')).toEqual([item('msg_1'), 'right', item('msg_3')]);
  });

  test('are found by the id of an item of input or output; of two with one id, the later', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(item('msg_in')), [item('msg_1', 1), item('same', 2)]);
    items.add(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [
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

  test('belong to one student', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    expect(items.find(BORA, 'resp_1')).toBeNull();
    expect(items.itemsOf(BORA).size).toBe(0);
    items.add(BORA, 'resp_1', first(), [item('msg_b')]);
    expect(readItems(items, ANNA, 'resp_1')).toEqual([item('msg_1')]);
    expect(readItems(items, BORA, 'resp_1')).toEqual([item('msg_b')]);
  });

  test('have the later of two answers with one id', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.add(ANNA, 'resp_1', followUp(items, ANNA, 'resp_1'), [item('msg_2')]);
    expect(readItems(items, ANNA, 'resp_1')).toEqual([item('msg_1'), item('msg_2')]);
  });

  test('are empty after clear(), and when the age limit is 0', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    items.clear();
    expect([items.find(ANNA, 'resp_1'), items.bytes]).toEqual([null, 0]);
    const never = newItems({ ageMs: 0 });
    never.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    expect([never.find(ANNA, 'resp_1'), never.bytes]).toEqual([null, 0]);
  });
});

describe('age of cached answers', () => {
  test('counts from the last request that referred to the answer', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    clock.now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
    clock.now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
    clock.now += HOUR_MS;
    expect(items.find(ANNA, 'resp_1')).toBeNull();
    expect(items.bytes).toBe(0);
  });

  test('drops an old answer that no request refers to', () => {
    vi.useFakeTimers();
    try {
      const items = newItems();
      items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
      clock.now += HOUR_MS;
      vi.advanceTimersByTime(60_000);
      expect(items.bytes).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not end a conversation that goes on', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1')]);
    clock.now += HOUR_MS / 2;
    items.add(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [item('msg_2')]);
    clock.now += HOUR_MS / 2;
    items.find(ANNA, 'resp_2');
    clock.now += HOUR_MS - 1;
    expect(items.find(ANNA, 'resp_1')).toBeNull();
    expect(readItems(items, ANNA, 'resp_2')).toEqual([item('msg_1'), item('msg_2')]);
    clock.now += HOUR_MS;
    expect([items.find(ANNA, 'resp_2'), items.bytes]).toEqual([null, 0]);
  });
});

describe('a student’s share of the cache', () => {
  test('is limited in answers; the least recently used go first', () => {
    const items = newItems();
    for (const n of [1, 2, 3, 4]) items.add(ANNA, `resp_${n}`, first(), [item(`msg_${n}`)]);
    items.find(ANNA, 'resp_1');
    items.add(ANNA, 'resp_5', first(), [item('msg_5')]);
    const left = [1, 2, 3, 4, 5].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([1, 3, 4, 5]);
  });

  test('is limited in bytes', () => {
    const items = newItems();
    for (const n of [1, 2, 3]) items.add(ANNA, `resp_${n}`, first(), [item(`msg_${n}`, 6 * KIB)]);
    const left = [1, 2, 3].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([2, 3]);
    expect(items.bytes).toBeLessThanOrEqual(LIMITS.studentBytes);
  });

  test('keeps its answers when one larger than the share comes', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first(), [item('msg_1', 10 * KIB)]);
    items.add(ANNA, 'resp_2', followUp(items, ANNA, 'resp_1'), [item('msg_2', 10 * KIB)]);
    items.add(ANNA, 'resp_3', first(item('msg_3', 10 * KIB)), [item('msg_4', 10 * KIB)]);
    const left = [1, 2, 3].filter((n) => items.find(ANNA, `resp_${n}`) !== null);
    expect(left).toEqual([1]);
  });

  test('counts shared items once: a long conversation keeps its early items without its early answers', () => {
    const items = newItems();
    items.add(ANNA, 'resp_0', first(), [item('msg_0', 4 * KIB)]);
    for (let n = 1; n <= 6; n++) {
      items.add(ANNA, `resp_${n}`, followUp(items, ANNA, `resp_${n - 1}`), [item(`msg_${n}`, 10)]);
    }
    expect(items.find(ANNA, 'resp_0')).toBeNull();
    expect(readItems(items, ANNA, 'resp_6')).toHaveLength(7);
    expect(items.itemsOf(ANNA).size).toBe(7);
  });

  test('has a whole answer when the one before it was dropped meanwhile', () => {
    const items = newItems();
    items.add(ANNA, 'resp_1', first('ask'), [item('msg_1')]);
    const turn = followUp(items, ANNA, 'resp_1', 'more');
    items.clear();
    items.add(ANNA, 'resp_2', turn, [item('msg_2')]);
    expect(readItems(items, ANNA, 'resp_2')).toEqual(['ask', item('msg_1'), 'more', item('msg_2')]);
  });

  test('ignores ids that are too long, of answers and of items', () => {
    const items = newItems();
    items.add(ANNA, 'r'.repeat(129), first(), [item('msg_1')]);
    expect(items.bytes).toBe(0);
    items.add(ANNA, 'resp_1', first(), [item('m'.repeat(129))]);
    expect(items.itemsOf(ANNA).size).toBe(0);
    expect(items.find(ANNA, 'resp_1')).not.toBeNull();
  });
});
